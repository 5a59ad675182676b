import { Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { isFinalAnswer, type LinkTabs, tabOfType } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { MergedText } from '../../shared/merge-text/merged-text';
import { NodeIcon } from '../flow/node-icon';
import { descriptorsOf, problemsOf, worstOf } from '../model/nodes';
import { useCanvas, useDescriptor, useNode, useNodeTitle } from '../store/use-canvas';
import { tabsTexts } from '../texts/tabs';
import classes from './tabs.module.css';

interface LineSummaryProps {
  tabs: LinkTabs;
  /** Opens the tab of a step; null: of the answer of a link without one of its own. */
  onOpen: (nodeId: string | null) => void;
}

/** What a click does, step by step, in words. A step opens its tab. */
export function LineSummary({ tabs, onOpen }: LineSummaryProps) {
  const t = useTexts(tabsTexts);
  const { answer, steps } = tabs;
  const hasFinal = answer.some(({ type }) => isFinalAnswer(type));
  const catalogue = useCanvas((state) => state.catalogue);
  const isCostly = steps.some(({ type }) => descriptorsOf(catalogue).get(type)?.risk === 'costly');
  return (
    <div className={classes.summary} data-testid="line-summary">
      <h2 className={classes.summaryTitle}>{t('summary.title')}</h2>
      <ol className={classes.line}>
        {answer.map(({ id }) => (
          <SummaryRow key={id} id={id} onOpen={onOpen} />
        ))}
        {!hasFinal && <OwnAddressRow onOpen={onOpen} />}
        {steps.map(({ id }) => (
          <SummaryRow key={id} id={id} onOpen={onOpen} />
        ))}
      </ol>
      {steps.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('summary.none')}
        </Text>
      )}
      {isCostly && (
        <Text size="xs" c="dimmed">
          {t('summary.doubt')}
        </Text>
      )}
    </div>
  );
}

function SummaryRow({ id, onOpen }: { id: string; onOpen: LineSummaryProps['onOpen'] }) {
  const t = useTexts(tabsTexts);
  const text = useText();
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  const title = useNodeTitle(id);
  const sentence = useCanvas((state) => state.sentences[id]);
  const isNew = useCanvas((state) => state.newNode === id);
  const problem = useCanvas((state) => worstOf(problemsOf(state.problems, id)));
  if (!node) return null;
  const isOurs = tabOfType(node.type) !== null;
  const aside = !isOurs
    ? t('summary.onCanvas')
    : descriptor?.lane === 'respond'
      ? t('summary.atOnce')
      : descriptor?.risk === 'costly' && t('summary.held');
  return (
    <li>
      <UnstyledButton
        className={classes.row}
        data-off={node.disabled || undefined}
        onClick={() => onOpen(id)}
      >
        <NodeIcon icon={descriptor?.icon} group={descriptor?.group ?? 'flow'} size="sm" />
        <span className={classes.rowWords}>
          <span className={classes.rowTitle}>{title}</span>
          {sentence && <span className={classes.rowSentence}>{text(sentence)}</span>}
          {problem && !isNew && (
            <span className={classes.rowProblem} data-tone={problem.severity}>
              <IconAlertTriangle size={13} aria-hidden />
              {text(problem.message)}
            </span>
          )}
        </span>
        {aside && <span className={classes.rowAside}>{aside}</span>}
      </UnstyledButton>
    </li>
  );
}

/** The answer of a link without an answer of its own. */
function OwnAddressRow({ onOpen }: Pick<LineSummaryProps, 'onOpen'>) {
  const t = useTexts(tabsTexts);
  const url = useCanvas((state) => state.url);
  return (
    <li>
      <UnstyledButton className={classes.row} onClick={() => onOpen(null)}>
        <NodeIcon icon="arrow-right" group="response" size="sm" />
        <span className={classes.rowWords}>
          <span className={classes.rowTitle}>{t('answer.redirect')}</span>
          <span className={classes.rowSentence}>
            {url.trim() === '' ? t('summary.noAddress') : <MergedText text={url} />}
          </span>
        </span>
        <span className={classes.rowAside}>{t('summary.atOnce')}</span>
      </UnstyledButton>
    </li>
  );
}
