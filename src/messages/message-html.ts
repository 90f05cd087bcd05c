const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** The body as HTML that is safe to insert: text alone, in paragraphs and lines as it was written. */
export function renderHtml(body: string): string {
  const text = escapeHtml(body.trim());
  if (!text.includes('\n')) return `<p>${text}</p>`;
  return text
    .split(/\n[^\S\n]*\n\s*/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('');
}
