import { Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { commandTexts } from '../texts/commands';
import { COMMAND_IDS, type Command } from './command';
import { KeyHint } from './key-hint';
import { COMMANDS } from './registry';
import classes from './shortcut-sheet.module.css';

const SHEETS: readonly Command['sheet'][] = ['edit', 'move', 'other'];

/** The list of keys, made from the commands themselves. */
export function ShortcutSheet() {
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
        {SHEETS.map((sheet) => (
          <Stack key={sheet} gap={2}>
            <Title order={3} size="h3">
              {t(`sheet.${sheet}`)}
            </Title>
            {COMMAND_IDS.filter(
              (id) => COMMANDS[id].sheet === sheet && (!readOnly || COMMANDS[id].readOnly),
            ).map((id) => (
              <Row key={id} label={t(id)}>
                {COMMANDS[id].keys.some((keys) => keys.includes('Arrow')) ? (
                  <KeyHint keys={[...prefixes(COMMANDS[id].keys[0] ?? ''), t('key.arrows')].join('+')} />
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

const prefixes = (keys: string): string[] => keys.split('+').slice(0, -1);
