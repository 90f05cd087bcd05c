/** What every panel is given. */
export interface PanelProps {
  /** The channel of the page that it stands beside. */
  channelId: string;
  /** What followed the colon in the address. */
  argument: string | null;
}
