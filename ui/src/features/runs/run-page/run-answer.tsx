import { ROUTES, type RunDetail } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useRoute } from '../../../api/use-route';
import { useText, useTexts } from '../../../i18n';
import { runAnswerTexts } from './run-answer.texts';

/** What the recipient got, and why it may not be what the workflow says. */
export function RunAnswer({ answer }: { answer: NonNullable<RunDetail['answer']> }) {
  const t = useTexts(runAnswerTexts);
  const text = useText();
  const facts = useRoute(ROUTES.catalogue.facts).data ?? [];
  const nameOf = (name: string): string => {
    const label = facts.find((fact) => fact.name === name)?.label;
    return label ? text(label) : name;
  };
  const { kind, url = '', missedFacts = [], scriptProblems = {} } = answer;
  return (
    <div data-testid="run-answer">
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {kind === 'redirect' ? t('redirect', { url }) : t(kind)}
      </Text>
      {missedFacts.length > 0 && (
        <Text size="sm" c="orange">
          {t('missed', { facts: missedFacts.map(nameOf).join(', ') })}
        </Text>
      )}
      {Object.entries(scriptProblems).map(([nodeId, problem]) => (
        <Text key={nodeId} size="sm" c="orange">
          {t(`script.${problem}`)}
        </Text>
      ))}
    </div>
  );
}
