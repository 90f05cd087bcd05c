/** The demo organisation: who is in it, and what they said before anybody came to look. */
export const PEOPLE = [
  ['ana', 'Ana Beltrán'],
  ['bruno', 'Bruno Costa'],
  ['carla', 'Carla Díaz'],
  ['dev', 'Dev Patel'],
  ['emma', 'Emma Lindqvist'],
] as const;
export type Name = (typeof PEOPLE)[number][0];

/** One thing that somebody said, and what the others made of it. */
export interface Said {
  by: Name;
  body: string;
  reactions?: Record<string, Name[]>;
  replies?: [Name, string][];
  poll?: { options: string[]; votes: Partial<Record<Name, number>> };
  pinned?: boolean;
}

export interface DemoChannel {
  name: string;
  kind: 'public' | 'private';
  topic: string;
  description: string;
  members: Name[];
  talk: Said[];
}

const EVERYBODY = PEOPLE.map(([name]) => name);

export const CHANNELS: DemoChannel[] = [
  {
    name: 'general',
    kind: 'public',
    topic: 'For everyone',
    description: 'What all of us should know, and the first place to say hello.',
    members: EVERYBODY,
    talk: [
      {
        by: 'ana',
        body: 'Welcome to **Tertulia**! This is where all of us meet. Say hello, try things out: nothing here leaves this machine.',
        reactions: { '👋': ['bruno', 'carla', 'dev', 'emma'], '🎉': ['emma', 'dev'] },
        pinned: true,
      },
      {
        by: 'bruno',
        body: 'Good morning. The new office coffee machine works at last.',
        reactions: { '☕': ['emma', 'ana'] },
      },
      { by: 'emma', body: 'Then today starts well.' },
      { by: 'dev', body: 'Deploy at 11:00, as planned. I will write in #engineering.' },
      { by: 'carla', body: 'Thanks! I will keep an eye on support meanwhile.' },
      {
        by: 'carla',
        body: 'Where shall we have lunch on Friday?',
        poll: {
          options: ['The garden of the Café Gijón', 'Tacos at the market', 'Everybody brings something'],
          votes: { bruno: 0, dev: 1, emma: 0, carla: 0 },
        },
      },
      {
        by: 'emma',
        body: '@ana could you have a look at the offsite plan before noon?',
        replies: [
          ['bruno', 'I left two comments: the train on the second day is tight.'],
          ['emma', 'Good catch, moved it by an hour.'],
        ],
      },
    ],
  },
  {
    name: 'engineering',
    kind: 'public',
    topic: 'Building and running things',
    description: 'Releases, incidents, and questions about how things work.',
    members: ['ana', 'dev', 'emma', 'bruno'],
    talk: [
      { by: 'dev', body: 'Two web instances are up behind the balancer.' },
      { by: 'emma', body: 'I took one down while typing this. Did you notice anything?' },
      {
        by: 'dev',
        body: 'Not a thing. Every message is here, once and in order.',
        reactions: { '🚀': ['ana', 'emma'] },
      },
      { by: 'ana', body: 'That is the idea.' },
      {
        by: 'dev',
        body: [
          'Release checklist for today:',
          '',
          '- [x] migrations tried on a copy',
          '- [x] dashboards open',
          '- [ ] changelog sent',
          '',
          'And the numbers from the last drill:',
          '',
          '| step | before | now |',
          '| --- | ---: | ---: |',
          '| instance lost | 4.1 s | **0.3 s** |',
          '| queue drained | 38 s | 9 s |',
        ].join('\n'),
        reactions: { '👀': ['emma', 'bruno'], '👍': ['ana'] },
        replies: [
          ['emma', 'Changelog is written, waiting for a second pair of eyes.'],
          ['ana', 'Read it: good. Send it.'],
          ['dev', 'Sent.'],
        ],
        pinned: true,
      },
      {
        by: 'emma',
        body: 'Whoever needs the health of all parts at a glance:\n\n```bash\ncurl -s localhost:8000/health | jq .status\n```',
        reactions: { '💡': ['dev'] },
      },
    ],
  },
  {
    name: 'support',
    kind: 'public',
    topic: 'Questions from customers, answered the same day',
    description: 'Who takes a question reacts with 👋, who answered it with ✅.',
    members: ['ana', 'bruno', 'carla'],
    talk: [
      {
        by: 'carla',
        body: 'A customer asks how long we keep messages. By default for ever; each channel may have a stricter rule, right?',
        reactions: { '✅': ['bruno'] },
      },
      { by: 'bruno', body: 'Right: `RETENTION_DAYS` for all, and a rule of its own for a channel.' },
    ],
  },
  {
    name: 'coffee',
    kind: 'public',
    topic: 'Not about work',
    description: '',
    members: ['bruno', 'carla', 'dev', 'emma'],
    talk: [
      {
        by: 'emma',
        body: 'First snow of the year in the hills! ❄️',
        reactions: { '😍': ['carla', 'bruno'], '⛷️': ['dev'] },
      },
      {
        by: 'carla',
        body: '> Nothing is so good for an ignorant man as silence\n\nsaid nobody in this channel, ever.',
      },
    ],
  },
  {
    name: 'leadership',
    kind: 'private',
    topic: 'Plans in the making',
    description: '',
    members: ['ana', 'bruno'],
    talk: [{ by: 'ana', body: 'Draft of the plan for next quarter comes this afternoon.' }],
  },
];

/** Conversations of two. */
export const DIRECT: { between: [Name, Name]; talk: [Name, string][] }[] = [
  {
    between: ['ana', 'bruno'],
    talk: [
      ['bruno', 'Do you have ten minutes after the deploy?'],
      ['ana', 'Of course. My office, or here?'],
      ['bruno', 'Here is fine. It is about the budget of the second team.'],
    ],
  },
  { between: ['emma', 'ana'], talk: [['emma', 'Thank you for yesterday. The new hires were thrilled.']] },
];

/** What people say of themselves beside their names. */
export const STATUSES: Partial<Record<Name, { emoji: string; text: string }>> = {
  dev: { emoji: '🚢', text: 'Releasing until noon' },
  carla: { emoji: '🎧', text: 'With customers' },
  emma: { emoji: '🏡', text: 'From home today' },
};

export const FAVOURITE_OF_ANA = 'engineering';
