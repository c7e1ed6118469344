/* text: limited size, HTML, base64. */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "check.h"

static void fits_or_not(void)
{
	char buffer[8];
	struct text t;

	text_begin(&t, buffer, sizeof buffer);
	text_put(&t, "%s", "1234");
	CHECK(!t.cut && strcmp(buffer, "1234") == 0);
	text_put(&t, "%s", "5678"); /* no room for the NUL */
	CHECK(t.cut && strcmp(buffer, "1234") == 0);
	text_put(&t, "%s", "567");
	CHECK(strcmp(buffer, "1234567") == 0 && t.room == 1);
	text_put_html(&t, "x", 9);
	text_put_base64(&t, (const unsigned char *)"x", 1);
	CHECK(strcmp(buffer, "1234567") == 0);
}

static const char *html(const char *s, size_t max)
{
	static char buffer[256];
	struct text t;

	text_begin(&t, buffer, sizeof buffer);
	text_put_html(&t, s, max);
	CHECK(!t.cut);
	return buffer;
}

static void escapes(void)
{
	CHECK(strcmp(html("a <b c=\"d\" e='f'>&g", 99),
	             "a &#60;b c=&#34;d&#34; e=&#39;f&#39;&#62;&#38;g") == 0);
	CHECK(strcmp(html("Zürich €😀", 99), "Zürich €😀") == 0);
	CHECK(strcmp(html("no bound", SIZE_MAX), "no bound") == 0);
	CHECK(strcmp(html("a\nb\x1b[1m\x7f", 99),
	             "a&#xFFFD;b&#xFFFD;[1m&#xFFFD;") == 0);
	/* Not UTF-8: alone, truncated, overlong, a surrogate, too large. */
	CHECK(strcmp(html("\xff", 99), "&#xFFFD;") == 0);
	CHECK(strcmp(html("\xe2\x82", 99), "&#xFFFD;&#xFFFD;") == 0);
	CHECK(strcmp(html("\xc0\xbc", 99), "&#xFFFD;&#xFFFD;") == 0);
	CHECK(strcmp(html("\xed\xa0\x80", 99),
	             "&#xFFFD;&#xFFFD;&#xFFFD;") == 0);
	CHECK(strcmp(html("\xf5\x80\x80\x80", 99),
	             "&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;") == 0);
	/* Marks that change the direction of text, and C1 controls. */
	CHECK(strstr(html("gpj.\xe2\x80\xae", 99), "\xe2\x80\xae") == NULL);
	CHECK(strstr(html("\xc2\x9b", 99), "\xc2\x9b") == NULL);
	/* Cut between characters. */
	CHECK(strcmp(html("üü", 3), "ü…") == 0);
	CHECK(strcmp(html("üü", 4), "üü") == 0);
}

/* The test vectors of RFC 4648, section 10. */
static void base64(void)
{
	static const char *const pair[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xfb\xff\xfe", "+//+" },
	};

	for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
		size_t n = strlen(pair[i][0]);
		char buffer[16];
		struct text t;

		text_begin(&t, buffer, sizeof buffer);
		text_put_base64(&t, (const unsigned char *)pair[i][0], n);
		CHECK(strcmp(buffer, pair[i][1]) == 0);
		CHECK(text_base64_length(n) == strlen(buffer));
	}
}

static void ascii(void)
{
	char buffer[16];
	struct text t;

	text_begin(&t, buffer, sizeof buffer);
	text_put_ascii(&t, "a\tü~");
	CHECK(strcmp(buffer, "a?\?\?~") == 0);
}

static void utf8(void)
{
	char buffer[32];
	struct text t;

	text_begin(&t, buffer, sizeof buffer);
	text_put_utf8(&t, "ü\x1b[\x9b\xc2\x9b\x7f€\xe2\x82");
	CHECK(strcmp(buffer, "ü?[?\?\?\?€?\?") == 0);
}

static void shell(void)
{
	static const char *const pair[][2] = {
		{ "", "''" }, { "a/b-c_d.e,f=g:h+i@j%k", "a/b-c_d.e,f=g:h+i@j%k" },
		{ "a b", "'a b'" }, { "it's", "'it'\\''s'" }, { "$HOME", "'$HOME'" },
		{ "~", "'~'" }, { "a\nb", "'a\nb'" }, { "#x", "'#x'" },
		{ "\xc3\xbc", "'\xc3\xbc'" },
	};
	char buffer[64];
	struct text t;

	for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
		text_begin(&t, buffer, sizeof buffer);
		text_put_shell(&t, pair[i][0]);
		CHECK(strcmp(buffer, pair[i][1]) == 0 && !t.cut);
		CHECK(strlen(buffer) < TEXT_SHELL_MAX(strlen(pair[i][0])));
	}
}

int main(void)
{
	fits_or_not();
	escapes();
	base64();
	ascii();
	utf8();
	shell();
	return 0;
}
