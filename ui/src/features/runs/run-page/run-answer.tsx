import { MISSED_ANALYTICS, ROUTES, type RunDetail } from '@linkflow/contracts';
import { useRoute } from '../../../api/use-route';
import { useText, useTexts } from '../../../i18n';
import { runAnswerTexts } from './run-answer.texts';
import classes from './run-page.module.css';

/** Shows the response that the recipient got, with warnings about facts or scripts that were not available for it. */
export function RunAnswer({ answer }: { answer: NonNullable<RunDetail['answer']> }) {
  const t = useTexts(runAnswerTexts);
  const text = useText();
  const facts = useRoute(ROUTES.catalogue.facts).data ?? [];
  const nameOf = (name: string): string => {
    const label = facts.find((fact) => fact.name === name)?.label;
    return label ? text(label) : name;
  };
  const { kind, url = '', missedFacts = [], scriptProblems = {} } = answer;
  const missed = missedFacts.filter((name) => name !== MISSED_ANALYTICS);
  return (
    <div data-testid="run-answer">
      {kind === 'redirect' ? t('redirect', { url }) : t(kind)}
      {missed.length > 0 && (
        <div className={classes.warning}>{t('missed', { facts: missed.map(nameOf).join(', ') })}</div>
      )}
      {missedFacts.includes(MISSED_ANALYTICS) && (
        <div className={classes.warning}>{t('missedAnalytics')}</div>
      )}
      {Object.entries(scriptProblems).map(([nodeId, problem]) => (
        <div key={nodeId} className={classes.warning}>
          {t(`script.${problem}`)}
        </div>
      ))}
    </div>
  );
}
