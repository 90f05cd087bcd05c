/** Whether somebody is looking at this window. */
export const isFocused = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/** Answers how to end it. */
export function onFocusChange(listener: () => void): () => void {
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  document.addEventListener('visibilitychange', listener);
  return () => {
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
    document.removeEventListener('visibilitychange', listener);
  };
}
