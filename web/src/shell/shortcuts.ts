/** Every shortcut of the shell: what listens and what the sheet shows are made of this. */
export const shortcuts = {
  switcher: ['Mod+K'],
  sheet: ['?', 'Mod+/'],
  previous: ['Alt+ArrowUp'],
  next: ['Alt+ArrowDown'],
  previousUnread: ['Alt+Shift+ArrowUp'],
  nextUnread: ['Alt+Shift+ArrowDown'],
  markRead: ['Escape'],
  markAllRead: ['Shift+Escape'],
} as const satisfies Record<string, readonly string[]>;

export type Shortcut = keyof typeof shortcuts;

/** Those that other parts listen for; they are here to be told. */
export const composerShortcuts = {
  send: ['Enter'],
  newLine: ['Shift+Enter'],
  bold: ['Mod+B'],
  italic: ['Mod+I'],
  code: ['Mod+E'],
  strike: ['Mod+Shift+X'],
} as const satisfies Record<string, readonly string[]>;
