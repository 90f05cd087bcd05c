/** As the server takes it. */
const MAX_BYTES = 65_536;
const SIZE = 256;

/** From the best to the smallest; a browser that cannot write WebP writes something else, which is passed over. */
const FORMATS = [
  ['image/webp', 0.9],
  ['image/webp', 0.7],
  ['image/jpeg', 0.85],
  ['image/jpeg', 0.6],
  ['image/jpeg', 0.3],
] as const;

/** The middle of an image file as a picture of 256 pixels that the server takes; throws where the browser cannot read it. */
export async function pictureOf(file: Blob): Promise<Blob> {
  const image = await createImageBitmap(file);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const side = Math.min(image.width, image.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, SIZE, SIZE);
  image.close();
  for (const [type, quality] of FORMATS) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
    if (blob?.type === type && blob.size <= MAX_BYTES) return blob;
  }
  throw new Error('no format is small enough');
}
