declare module 'virtual:emojis/*' {
  const source: {
    lines: [emoji: string, label: string, tags: string, group: number, shortcodes: string, tones: 0 | 1][];
    groups: string[];
  };
  export default source;
}
