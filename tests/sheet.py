"""Where vg-view puts things, from what vg-view(1) and its header say."""
GAP, WIDEST, NARROWEST = 2, 4096, 360


class Sheet:
    """A sheet of frames of H x W, enlarged S times; in a film, columns are views."""

    def __init__(self, h, w, s, columns, views=1, kinds=1, film=False):
        self.h, self.w = h * s, w * s
        self.columns, self.views, self.kinds = columns, views, kinds
        self.lines = (1 if film else views) * kinds
        self.width = max(NARROWEST, GAP + columns * (self.w + GAP))
        self.text = 10 * max(2, self.width // 1024)
        self.row = self.top(self.lines) - self.text

    def top(self, line):
        captions = line + (self.views > 1)
        return self.text * (1 + captions) + line * (self.h + GAP)

    def cell(self, look, row, line, column):
        top, left = row * self.row + self.top(line), GAP + column * (self.w + GAP)
        return look[top:top + self.h, left:left + self.w]

    def caption(self, look, row, line):
        top = row * self.row + self.top(line) - self.text
        return look[top:top + self.text]
