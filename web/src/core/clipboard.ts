/** Copies a text for its user, who has just asked for it. Throws where this browser refuses. */
export async function copy(text: string): Promise<void> {
  // Only pages over HTTPS or on localhost have one.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard) return clipboard.writeText(text);
  if (!copySelected(text)) throw new Error('This browser copies nothing here');
}

/** As it was done before there was a clipboard for scripts: what is selected is copied. */
function copySelected(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  document.body.append(field);
  field.select();
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- There is nothing else in a page over plain HTTP.
    return document.execCommand('copy');
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}
