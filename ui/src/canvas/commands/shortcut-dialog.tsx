import { Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { commandTexts } from '../texts/commands';
import { type Command, COMMAND_IDS } from './command';
import { KeyHint } from './command-controls';
import classes from './commands.module.css';
import { COMMANDS } from './use-commands';

const SECTIONS: readonly Command['section'][] = ['edit', 'move', 'other'];

/** Lists all shortcuts. The list is generated from the commands. */
export function ShortcutDialog() {
  const t = useTexts(commandTexts);
  const store = useCanvasStore();
  const opened = useCanvas((state) => state.helpOpen);
  const readOnly = useCanvas((state) => state.readOnly);
  return (
    <Modal
      opened={opened}
      onClose={() => store.getState().patch({ helpOpen: false })}
      title={t('sheet.title')}
      size="lg"
    >
      <Text size="xs" c="dimmed" mb="sm">
        {t('sheet.anywhere')}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        {SECTIONS.map((sheet) => (
          <Stack key={sheet} gap={2}>
            <Title order={3} size="h3">
              {t(`sheet.${sheet}`)}
            </Title>
            {COMMAND_IDS.filter(
              (id) => COMMANDS[id].section === sheet && (!readOnly || COMMANDS[id].readOnly),
            ).map((id) => (
              <Row key={id} label={t(id)}>
                {COMMANDS[id].keys.some((keys) => keys.includes('Arrow')) ? (
                  <KeyHint keys={[...modifiersOf(COMMANDS[id].keys[0] ?? ''), t('key.arrows')].join('+')} />
                ) : (
                  <KeyHint keys={COMMANDS[id].keys[0] ?? ''} />
                )}
              </Row>
            ))}
            {sheet === 'other' && (
              <>
                <Row label={t('mouse.several')}>
                  <KeyHint keys={`mod+${t('key.click')}`} />
                </Row>
                <Row label={t('mouse.area')}>
                  <KeyHint keys={`shift+${t('key.drag')}`} />
                </Row>
              </>
            )}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <span>{label}</span>
      {children}
    </div>
  );
}

const modifiersOf = (keys: string): string[] => keys.split('+').slice(0, -1);
