// A chat: shows a channel as it is and as it goes on, and says there what is typed.
import { createInterface } from 'node:readline';
import { Client, when } from '@tertulia/client';

const { SERVER: url, LOGIN: login, PASSWORD: password } = process.env;
const client = new Client({ url });
await client.login({ login, password });
const [first] = await when(client.channels, (channels) => channels.length > 0);

const channel = client.channel(first.id).open();
let shown = 0;
channel.subscribe(() => {
  for (const { seq, body } of channel.snapshot().messages) {
    if (seq > shown) console.log(`${(shown = seq)}: ${body}`);
  }
});

for await (const line of createInterface({ input: process.stdin })) channel.send(line);
await when(channel, ({ status, pending }) => status === 'open' && pending.length === 0);
await client.stop();
