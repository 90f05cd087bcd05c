declare module 'virtual:emojis/*' {
  const source: import('./emoji-set').EmojiSource;
  export default source;
}
