import { ROUTES, TRIGGER } from '@linkflow/contracts';
import { Anchor, Button, Skeleton, Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { isApiError } from '../../../../api/api-error';
import { useRoute } from '../../../../api/use-route';
import { useText, useTexts } from '../../../../i18n';
import { MergedText } from '../../../../shared/merge-text/merged-text';
import { useLinkAnswer } from '../../../../shared/link-answer';
import { useMailStore } from '../store/use-mail-editor';
import classes from './inspector.module.css';
import { settingsTexts } from './inspector.texts';

/** Most steps of a workflow that the card lists. */
const MAX_STEPS = 4;

interface LinkedCardProps {
  linkId: string;
  /** True if the button that changes the link gets the focus. */
  takesFocus: boolean;
  onChange: () => void;
}

/** The chosen tracked link: its name, where it leads, what a click does now, and the way to its page. */
export function LinkedCard({ linkId, takesFocus, onChange }: LinkedCardProps) {
  const t = useTexts(settingsTexts);
  const text = useText();
  const answerOf = useLinkAnswer();
  const store = useMailStore();
  const query = useRoute(ROUTES.links.get, { params: { id: linkId } });
  const { liveVersion = null, changed = false } = query.data ?? {};
  const isBehind = liveVersion !== null && changed;
  const live = useRoute(ROUTES.workflows.version, {
    params: { id: linkId, number: liveVersion ?? 0 },
    enabled: isBehind,
  }).data;
  const change = (
    // The place where the person has just picked the link.
    // oxlint-disable-next-line jsx-a11y/no-autofocus
    <Button size="compact-xs" variant="subtle" autoFocus={takesFocus} onClick={onChange}>
      {t('link.change')}
    </Button>
  );
  if (query.error) {
    return (
      <div className={classes.linkCard} role="status">
        <div className={classes.linkHead}>
          <Text size="sm" c="red" className={classes.linkNames}>
            {isApiError(query.error, 'not-found') ? t('link.gone') : query.error.message}
          </Text>
          {change}
        </div>
      </div>
    );
  }
  const link = query.data;
  if (!link || (isBehind && !live)) return <Skeleton height={92} radius="md" />;
  const { document, sentences = {} } = live ?? link.draft;
  const steps = document.nodes.flatMap(({ id, type }) => {
    const sentence = id === TRIGGER ? undefined : sentences[id];
    if (!sentence) return [];
    return [{ id, sentence: type === 'if' ? t('link.if', { condition: text(sentence) }) : text(sentence) }];
  });
  return (
    <div className={classes.linkCard} data-testid="linked-card">
      <div className={classes.linkHead}>
        <span className={classes.linkIcon}>
          <IconLink size={15} aria-hidden />
        </span>
        <div className={classes.linkNames}>
          <Text size="sm" fw={600} truncate title={link.name}>
            {link.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            <MergedText text={answerOf({ answer: link.answer.kind, url: link.answer.url })} />
          </Text>
        </div>
        {change}
      </div>
      {(steps.length > 0 || link.liveVersion === null) && (
        <div className={classes.linkDoes}>
          {link.liveVersion === null ? (
            t('link.notLive')
          ) : (
            <>
              <Text span size="sm" c="dimmed">
                {t('link.onClick')}
              </Text>
              <ul>
                {steps.slice(0, MAX_STEPS).map(({ id, sentence }) => (
                  <li key={id}>{sentence}</li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
      {isBehind && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('link.behind')}
        </Text>
      )}
      <div className={classes.linkFoot}>
        <Anchor
          component="button"
          type="button"
          size="xs"
          flex="none"
          onClick={() => store.setState({ linkDialog: { linkId } })}
        >
          {t('link.open')}
        </Anchor>
        <Text span size="xs" c="dimmed">
          {link.mailing ? t('link.onlyHere') : t('link.usedIn', { count: link.usedIn.length })}
        </Text>
      </div>
    </div>
  );
}
