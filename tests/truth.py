"""Ground truth worked out again from camera matrices and tracks, by numpy.

truth.py DIR compares mask, depth, flow and box of every sample with a second,
independent computation in world coordinates, and the pixels with the mask.
"""
import sys
import numpy as np
from readback import plan
from statistics import checkpoints

BALL = 0.18   # radius of a ball, reach of a disc: world units
REACH = 1.1   # of a disc and its ring, of its radius
EDGE = 1e-5   # rays that graze an outline may fall on either side


class Camera:
    """A camera matrix taken apart: eye, rays and focal length."""

    def __init__(self, p, h, w):
        p = p.astype("f8")
        self.p, m = p, p[:, :3]
        self.eye = -np.linalg.solve(m, p[:, 3])
        x, y = np.meshgrid(np.arange(w), np.arange(h))
        pixels = np.stack([x, y, np.ones_like(x)], -1)
        self.pixels = pixels[..., :2].astype("f8")
        # p_z is a unit vector, so a ray reaches depth 1 at length 1
        self.rays = pixels @ np.linalg.inv(m).T
        self.focal = np.linalg.norm(np.cross(m[0], m[2]))

    def project(self, points):
        uvw = points @ self.p[:, :3].T + self.p[:, 3]
        return uvw[..., :2] / uvw[..., 2:], uvw[..., 2]


def meets(camera, keys, centre):
    """Depth at which each ray meets the object, inf if not; and unsure rays.

    An object that no ray meets has the pixel nearest to its centre, with the
    depth on the ray through its centre.
    """
    at, depth = camera.project(centre)
    lone = tuple(np.floor(at + 0.5).astype(int)[::-1])
    if keys["style"] == "disc":
        radius = float(keys["radius"])
        reach = radius * REACH if radius else camera.focal * BALL / depth
        off = np.hypot(*np.moveaxis(camera.pixels - at, -1, 0)) - reach
        z, unsure = np.where(off < 0, depth, np.inf), np.abs(off) < 1e-3
    else:
        d, c = camera.rays, centre - camera.eye
        dd, dc = (d * d).sum(-1), d @ c
        root = dc * dc - dd * (c @ c - BALL ** 2)
        z = (dc - np.sqrt(np.maximum(root, 0))) / dd
        z, unsure = np.where(root > 0, z, np.inf), np.abs(root) < EDGE
        depth *= 1 - BALL / np.sqrt(c @ c)
    if not np.isfinite(z[~unsure]).any():
        unsure[lone] |= unsure.any() or np.abs(at % 1 - 0.5).min() < 1e-3
    if not np.isfinite(z).any():
        z[lone] = depth
    return z, unsure


def who_is_there(keys, data, i, t):
    """Id and centre, now and in the next frame, of all that is there."""
    objects, track = int(keys["objects"]), data["trajectory_3d"][i].astype("f8")
    track = track.reshape(objects, -1, 3)
    following = min(t + 1, track.shape[1] - 1)
    for k in range(objects):
        yield k + 1, track[k, t], track[k, following]
    for k in range(int(keys["distractors"])):
        first, end = data["distractor_frames"][i, k]
        point = data["distractor_3d"][i, k].astype("f8")
        if first <= t < end:
            yield objects + k + 1, point, point


def floor_depth(keys, camera, data_ground):
    if keys["style"] == "disc" and keys["background"] != "studio":
        return np.zeros(camera.rays.shape[:2])
    fall = camera.rays[..., 2]
    with np.errstate(divide="ignore"):
        depth = (data_ground - camera.eye[2]) / fall
    return np.where(fall < -1e-6, depth, 0)


def moved(camera, keys, now, later, depth):
    """Where what is seen at each pixel will be seen."""
    if keys["style"] == "disc":
        (a, z), (b, z2) = camera.project(now), camera.project(later)
        grow = 1 if float(keys["radius"]) else z / z2
        return b + (camera.pixels - a) * grow
    at = camera.eye + camera.rays * depth[..., None] + (later - now)
    return camera.project(at)[0]


def near(a, b, sure, limit, what):
    worst = np.abs(a - b)[sure].max(initial=0)
    assert worst < limit, (what, worst)


def box_of(shown):
    y, x = np.nonzero(shown)
    return [x.min(), y.min(), x.max() + 1, y.max() + 1] if len(x) else [0] * 4


def check_frame(keys, truth, camera, there, ground, count):
    """One frame: every pixel of every kind of truth."""
    depth, seen = floor_depth(keys, camera, ground), None
    best = np.full(depth.shape, np.inf)
    mask = np.zeros(depth.shape, int)
    flow = np.zeros(depth.shape + (2,))
    sure = np.ones(depth.shape, bool)
    for ident, now, later in there:
        z, grazing = meets(camera, keys, now)
        with np.errstate(invalid="ignore"):
            sure &= ~grazing & ~(np.abs(z - best) < EDGE)
        front = z < best
        best[front], mask[front] = z[front], ident
        to = moved(camera, keys, now, later, np.where(front, z, 1))
        flow[front] = (to - camera.pixels)[front]
    depth = np.where(mask > 0, best, depth)
    assert (truth["mask"] == mask)[sure].all()
    # far floor is near parallel to the rays: relative
    scale = np.maximum(depth, 1)
    near(truth["depth"] / scale, depth / scale, sure, 2e-4, "depth")
    near(truth["flow"][..., 0], flow[..., 0], sure, 2e-3, "flow x")
    near(truth["flow"][..., 1], flow[..., 1], sure, 2e-3, "flow y")
    for k in range(int(keys["objects"])):
        assert (truth["box"][k] == box_of(truth["mask"] == k + 1)).all(), k
    count["unsure"] += (~sure).sum()
    count["pixels"] += sure.size
    count["objects"] += len(np.unique(mask)) - 1


def ground_of(keys, data, camera):
    """The floor's height, which the plan fixes: from one pixel's depth."""
    depth = data["depth"].reshape(-1, *camera.rays.shape[:2])[0]
    at = camera.eye + camera.rays[-1, 0] * depth[-1, 0]
    return at[2]


def centroids(keys, depth, mask, track, count):
    """A lone object's mask is centred where its track is.

    Near the camera the outline of a ball is an ellipse whose middle is
    further out: x z / (z² - r²) instead of x / z.
    """
    h, w = mask.shape[1:]
    middle = np.array([(w - 1) / 2, (h - 1) / 2])
    for t in range(len(mask)):
        y, x = np.nonzero(mask[t])
        if len(x) < 8:
            continue
        centre = track[t]
        if keys["style"] != "disc" and keys["framing"] == "auto":
            z = depth[t]
            centre = middle + (centre - middle) * z * z / (z * z - BALL ** 2)
        off = np.hypot(*(np.array([x.mean(), y.mean()]) - centre))
        assert off < 0.5, (t, off)
        count["centroids"] += 1


def flow_carries(mask, flow, ident, count):
    """Pixels of an object, moved by their flow, fall on it in the next frame.

    Or on a pixel beside it: where they fall is rounded, and the outline turns.
    """
    h, w = mask.shape[1:]
    for t in range(len(mask) - 1):
        y, x = np.nonzero(mask[t] == ident)
        if len(x) < 20 or (mask[t + 1] == ident).sum() < 20:
            continue
        to = np.rint(np.stack([x, y], 1) + flow[t, y, x]).astype(int)
        inside = (to >= 0).all(1) & (to[:, 0] < w) & (to[:, 1] < h)
        to = to[inside]
        then = mask[t + 1] == ident
        grown = then.copy()
        for axis in (0, 1):
            grown |= np.roll(grown, 1, axis) | np.roll(grown, -1, axis)
        at = to[:, 1], to[:, 0]
        count["carried"] += then[at].sum()
        count["beside"] += (grown & ~then)[at].sum()
        count["lost"] += (~grown)[at].sum()


def check_pixels(keys, video, mask, count):
    """Inside a mask nothing of the background is left, outside nothing else."""
    ground = np.median(video, axis=0)
    differs = np.abs(video - ground).max(-1) > 4
    inner = mask > 0
    for axis in (1, 2):
        for by in (-1, 1):
            inner &= np.roll(mask, by, axis) > 0
    still = inner.mean(0) < 0.4  # so the median is the background's
    count["covered"] += (differs & inner)[:, still].sum()
    count["uncovered"] += (~differs & inner)[:, still].sum()


def check(directory):
    keys = plan(directory)
    h, w = (int(n) for n in keys["size"].split("x"))
    views, objects = int(keys["cameras"]), int(keys["objects"])
    count = dict.fromkeys(("unsure", "pixels", "objects", "centroids", "carried",
                           "beside", "lost", "covered", "uncovered"), 0)
    for data in checkpoints(directory):
        n, t = len(data["labels"]), int(keys["frames"])
        per_view = lambda a: a.reshape((n, views) + a.shape[1 + (views > 1):])
        p, mask, depth = (per_view(data[k]) for k in ("camera_matrix", "mask", "depth"))
        flow, video = per_view(data["flow"]), per_view(data["videos"])
        if keys["layout"] == "tchw":
            flow, video = np.moveaxis(flow, 3, -1), np.moveaxis(video, 3, -1)
        box = per_view(data["box"]).reshape(n, views, objects, t, 4)
        tracks = per_view(data["trajectory_2d"]).reshape(n, views, objects, t, 2)
        for i in range(n):
            for v in range(views):
                camera = Camera(p[i, v], h, w)
                if i == 0 and v == 0:
                    ground = ground_of(keys, data, camera)
                for frame in range(t):
                    truth = {"mask": mask[i, v, frame], "depth": depth[i, v, frame],
                             "flow": flow[i, v, frame], "box": box[i, v, :, frame]}
                    check_frame(keys, truth, camera,
                                who_is_there(keys, data, i, frame), ground, count)
                assert (flow[i, v, -1] == 0).all()
                for k in range(objects):
                    flow_carries(mask[i, v], flow[i, v], k + 1, count)
                if objects == 1 and int(keys["distractors"]) == 0:
                    depths = camera.project(data["trajectory_3d"][i].astype("f8"))[1]
                    centroids(keys, depths, mask[i, v], tracks[i, v, 0], count)
                if keys["style"] != "trail" and t > 2:
                    check_pixels(keys, video[i, v].astype("f8") *
                                 (255 if keys["dtype"] == "f4" else 1), mask[i, v], count)
    print(count)
    assert count["unsure"] < 2e-3 * count["pixels"]
    assert count["objects"] > 0
    if objects == 1 and int(keys["distractors"]) == 0 and min(h, w) > 16:
        assert count["centroids"] > 0
        assert count["lost"] == 0 and count["beside"] < count["carried"] / 4
    if keys["style"] != "trail" and t > 2:
        assert count["covered"] > 20 * count["uncovered"]


if __name__ == "__main__":
    check(sys.argv[1])
