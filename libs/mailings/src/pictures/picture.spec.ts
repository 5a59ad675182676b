import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { preparePicture } from './picture';
import { copyFor } from './picture-store';

const picture = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 20, g: 97, b: 75, alpha: 0.5 } } });

describe('an uploaded picture', () => {
  it('gets resized copies that are smaller than itself, and the same id each time', async () => {
    const upload = await picture(1_000, 500).jpeg().toBuffer();
    const prepared = await preparePicture(upload);
    expect(prepared).toMatchObject({ width: 1_000, height: 500 });
    expect(prepared.files.map(({ copyWidth }) => copyWidth)).toEqual([0, 320, 640]);
    const sizes = await Promise.all(
      prepared.files.map(async ({ bytes }) => (await sharp(bytes).metadata()).width),
    );
    expect(sizes).toEqual([1_000, 320, 640]);
    expect((await preparePicture(upload)).id).toBe(prepared.id);
  });

  it.each([
    ['webp without transparency', picture(40, 40).webp(), 'image/jpeg'],
    ['webp with transparency', picture(40, 40, 4).webp(), 'image/png'],
    ['png', picture(40, 40).png(), 'image/png'],
  ])('is stored in a format that all mail programs show: %s', async (_name, image, mediaType) => {
    const { files } = await preparePicture(await image.toBuffer());
    expect(files.map((file) => file.mediaType)).toEqual([mediaType]);
  });

  it('is turned upright, and loses the place where it was taken', async () => {
    const upload = await picture(80, 40)
      .jpeg()
      .withExif({ IFD3: { GPSLatitude: '59/1 54/1 0/1', GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const prepared = await preparePicture(upload);
    expect(prepared).toMatchObject({ width: 40, height: 80 });
    const stored = await sharp(prepared.files[0]?.bytes).metadata();
    expect(stored).toMatchObject({ width: 40, height: 80 });
    expect(stored.exif).toBeUndefined();
  });

  it.each([
    ['text', Buffer.from('not a picture')],
    ['nothing', Buffer.alloc(0)],
    [
      'SVG',
      Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
      ),
    ],
  ])('is refused if it is %s', async (_name, upload) => {
    await expect(preparePicture(upload)).rejects.toMatchObject({ code: 'validation.failed' });
  });

  it('is refused if it is cut off', async () => {
    const upload = await picture(400, 400).png().toBuffer();
    await expect(preparePicture(upload.subarray(0, 200))).rejects.toMatchObject({
      code: 'validation.failed',
    });
  });

  it('is refused if it has more pixels than fit into memory, however few bytes it has', async () => {
    const upload = await picture(9_000, 9_000).png().toBuffer();
    expect(upload.length).toBeLessThan(2_000_000);
    await expect(preparePicture(upload)).rejects.toMatchObject({ code: 'validation.failed' });
  });
});

describe('the file for a display width', () => {
  it.each([
    [150, 320],
    [160, 320],
    [161, 640],
    [320, 640],
    [600, 1_200],
    [601, 0],
  ])('%i px is the copy of %i px', (width, copy) => {
    expect(copyFor(width)).toBe(copy);
  });
});
