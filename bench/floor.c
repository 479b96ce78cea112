/*
 * The lowest cost of equalising a folder of JPEG files: decode to planes, map Y through a table, encode the planes; one process per
 * subset, no colour conversion, no metadata, no checks. Quality and subsampling are those of the other programs' results. `keep` writes
 * progressive files as progressive again.
 *
 *   cc -O2 -o floor floor.c -lturbojpeg && ./floor SOURCE_DIR OUT_DIR WORKERS QUALITY keep|baseline
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <turbojpeg.h>
#include <unistd.h>

static unsigned char *planes[3];
static unsigned long planesSize;

static unsigned char *readFile(const char *path, unsigned long *size) {
  FILE *file = fopen(path, "rb");
  struct stat info;
  if (!file || fstat(fileno(file), &info)) exit(1);
  unsigned char *bytes = malloc(info.st_size);
  *size = fread(bytes, 1, info.st_size, file);
  fclose(file);
  return bytes;
}

/* OpenCV's table, from the samples within the image. */
static void equalize(unsigned char *y, int width, int height, int stride, int rows) {
  unsigned counts[4][256] = {{0}}, sum = 0, total = width * height;
  unsigned char table[256] = {0};
  for (int row = 0; row < height; row++)
    for (int x = 0; x < width; x++) counts[x & 3][y[row * stride + x]]++;
  for (int v = 0; v < 256; v++) counts[0][v] += counts[1][v] + counts[2][v] + counts[3][v];
  int first = 0;
  while (!counts[0][first]) first++;
  if (counts[0][first] == total) return;
  float scale = 255.f / (total - counts[0][first]);
  for (int v = first + 1; v < 256; v++) {
    sum += counts[0][v];
    table[v] = (unsigned char)(sum * scale + 0.5f);
  }
  for (long i = 0, n = (long)stride * rows; i < n; i++) y[i] = table[y[i]];
}

/* Whether the frame of a file is progressive. */
static int isProgressive(const unsigned char *file, unsigned long size) {
  for (unsigned long at = 2; at + 4 < size && file[at] == 0xff; at += 2 + file[at + 2] * 256 + file[at + 3]) {
    if (file[at + 1] == 0xc2) return 1;
    if (file[at + 1] == 0xda) return 0;
  }
  return 0;
}

static void processFile(tjhandle decoder, tjhandle encoder, const char *from, const char *to, int quality, int keepsScans) {
  unsigned long size, encodedSize;
  unsigned char *file = readFile(from, &size);
  int width, height, subsampling, space, strides[3] = {0};
  if (tjDecompressHeader3(decoder, file, size, &width, &height, &subsampling, &space)) exit(2);
  int components = subsampling == TJSAMP_GRAY ? 1 : 3;
  unsigned long needed = 0, starts[3];
  for (int c = 0; c < components; c++) {
    starts[c] = needed;
    strides[c] = tjPlaneWidth(c, width, subsampling);
    needed += (unsigned long)strides[c] * tjPlaneHeight(c, height, subsampling);
  }
  if (needed > planesSize) planes[0] = realloc(planes[0], planesSize = needed);
  for (int c = 1; c < components; c++) planes[c] = planes[0] + starts[c];
  /* TJFLAG_ACCURATEDCT, like the others. */
  if (tjDecompressToYUVPlanes(decoder, file, size, planes, 0, strides, 0, TJFLAG_ACCURATEDCT)) exit(3);
  equalize(planes[0], width, height, strides[0], tjPlaneHeight(0, height, subsampling));
  static unsigned char *encoded;
  static unsigned long room;
  unsigned long largest = tjBufSize(width, height, subsampling);
  if (largest > room) encoded = realloc(encoded, room = largest);
  encodedSize = room;
  int coding = keepsScans && isProgressive(file, size) ? TJFLAG_PROGRESSIVE : 0;
  if (tjCompressFromYUVPlanes(encoder, (const unsigned char **)planes, width, strides, height, subsampling, &encoded, &encodedSize, quality,
                              TJFLAG_ACCURATEDCT | TJFLAG_NOREALLOC | coding))
    exit(4);
  FILE *out = fopen(to, "wb");
  if (!out || fwrite(encoded, 1, encodedSize, out) != encodedSize) exit(5);
  fclose(out);
  free(file);
}

int main(int argc, char **argv) {
  if (argc < 6) return 64;
  int workers = atoi(argv[3]), quality = atoi(argv[4]), failed = 0;
  int keepsScans = !strcmp(argv[5], "keep");
  for (int worker = 0; worker < workers; worker++) {
    if (fork()) continue;
    tjhandle decoder = tjInitDecompress(), encoder = tjInitCompress();
    DIR *folder = opendir(argv[1]);
    struct dirent *entry;
    for (long i = 0; folder && (entry = readdir(folder));) {
      if (entry->d_name[0] == '.' || i++ % workers != worker) continue;
      char from[4096], to[4096];
      snprintf(from, sizeof from, "%s/%s", argv[1], entry->d_name);
      snprintf(to, sizeof to, "%s/%s", argv[2], entry->d_name);
      processFile(decoder, encoder, from, to, quality, keepsScans);
    }
    _exit(0);
  }
  for (int status; wait(&status) > 0;) failed |= status;
  return failed != 0;
}
