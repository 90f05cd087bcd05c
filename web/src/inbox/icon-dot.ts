const SIZE = 64;

let plain: Promise<HTMLImageElement> | undefined;

const loadIcon = (): Promise<HTMLImageElement> =>
  (plain ??= new Promise((resolve, reject) => {
    const image = new Image(SIZE, SIZE);
    image.addEventListener('load', () => resolve(image));
    image.addEventListener('error', () => reject(new Error('the icon does not load')));
    image.src = '/icon.svg';
  }));

/** The icon of the tab, with a dot where something is unread. */
async function iconUrl(dot: boolean): Promise<string> {
  if (!dot) return '/icon.svg';
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d');
  if (!context) return '/icon.svg';
  context.drawImage(await loadIcon(), 0, 0, SIZE, SIZE);
  context.fillStyle = '#e03131';
  context.strokeStyle = '#ffffff';
  context.lineWidth = 5;
  context.beginPath();
  context.arc(SIZE - 17, 17, 14, 0, 2 * Math.PI);
  context.stroke();
  context.fill();
  return canvas.toDataURL('image/png');
}

let wanted: boolean | undefined;

export async function showDot(dot: boolean): Promise<void> {
  wanted = dot;
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  const url = await iconUrl(dot);
  // Drawing takes its time: what was asked for later may have been there sooner.
  if (wanted !== dot) return;
  link.type = dot ? 'image/png' : 'image/svg+xml';
  link.href = url;
}
