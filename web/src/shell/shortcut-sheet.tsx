import { Kbd, Table, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { keysText } from '../core/keys';
import { composerShortcuts, type Shortcut, shortcuts } from './shortcuts';

type ComposerShortcut = keyof typeof composerShortcuts;

/** All shortcuts, to be read. */
export function ShortcutSheet() {
  const { t } = useTranslation(['shell', 'conversation']);
  return (
    <>
      <Section
        title={t('shortcuts.everywhere')}
        lines={(Object.entries(shortcuts) as [Shortcut, readonly string[]][]).map(([name, keys]) => [
          t(`shortcuts.${name}`),
          keys,
        ])}
      />
      <Section
        title={t('shortcuts.messages')}
        lines={[
          [t('shortcuts.move'), ['ArrowUp', 'ArrowDown']],
          [t('conversation:toNewest'), ['End']],
          [t('conversation:actions.label'), ['Enter']],
          [t('shortcuts.author'), ['A']],
          [t('conversation:actions.react'), ['R']],
          [t('conversation:actions.thread'), ['T']],
          [t('conversation:actions.edit'), ['E']],
          [t('conversation:actions.save'), ['S']],
          [t('conversation:actions.pin'), ['P']],
          [t('conversation:actions.markUnread'), ['U']],
          [t('conversation:actions.copyLink'), ['L']],
          [t('conversation:actions.copyText'), ['C']],
          [t('conversation:actions.delete'), ['Delete']],
        ]}
      />
      <Section
        title={t('shortcuts.writing')}
        lines={(Object.entries(composerShortcuts) as [ComposerShortcut, readonly string[]][]).map(([name, keys]) => [
          t(`shortcuts.${name}`),
          keys,
        ])}
      />
    </>
  );
}

interface SectionProps {
  title: string;
  /** What they do, and the keys: any of several. */
  lines: readonly (readonly [string, readonly string[]])[];
}

function Section({ title, lines }: SectionProps) {
  return (
    <>
      <Title order={3} size="h5" mb="xs">
        {title}
      </Title>
      <Table mb="lg">
        <Table.Tbody>
          {lines.map(([what, keys]) => (
            <Table.Tr key={what}>
              <Table.Td>{what}</Table.Td>
              <Table.Td ta="end">
                {keys.map((each) => (
                  <Kbd key={each} ml="xs">
                    {keysText([each])}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}
