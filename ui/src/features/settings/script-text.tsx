import type { ScriptView } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useTexts } from '../../i18n';
import { CodeArea } from '../../shared/code-area';
import { ScriptOutputList } from './script-outputs';
import { ScriptParamList } from './script-params';
import { ScriptUses } from './script-uses';
import { settingsTexts } from './settings.texts';

/** A script for users who may not change it. */
export function ScriptText({ script }: { script: ScriptView }) {
  const t = useTexts(settingsTexts);
  return (
    <>
      <Text fw={500}>{script.name}</Text>
      {script.description !== '' && (
        <Text size="sm" c="dimmed">
          {script.description}
        </Text>
      )}
      <CodeArea readOnly label={t('scripts.source')} value={script.source} onChange={() => undefined} />
      <ScriptParamList params={script.params} />
      <ScriptOutputList outputs={script.outputs} />
      <ScriptUses scriptId={script.id} changed={false} />
    </>
  );
}
