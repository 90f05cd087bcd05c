const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The body as HTML that is safe to insert: text alone, in paragraphs and lines as it was written. */
export function renderHtml(body: string): string {
  const text = body.trim().replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
  if (!text.includes('\n')) return `<p>${text}</p>`;
  return text
    .split(/\n[^\S\n]*\n\s*/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('');
}
