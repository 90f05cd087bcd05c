// Before anything is painted, so that a page never flashes in the other scheme. A file of its own: the policy allows no inline scripts.
(() => {
  let chosen = 'auto';
  let density = 'comfortable';
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value') ?? 'auto';
    density = localStorage.getItem('tertulia-density') ?? density;
  } catch {
    // Storage may be switched off; the system's scheme is right then.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.density = density;
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
