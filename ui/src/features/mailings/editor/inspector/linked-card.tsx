import { ROUTES, TRIGGER } from '@linkflow/contracts';
import { Anchor, Button, Skeleton, Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { isApiError } from '../../../../api/api-error';
import { useRoute } from '../../../../api/use-route';
import { useText, useTexts } from '../../../../i18n';
import { MergedText } from '../../../../shared/merge-text/merged-text';
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

/** The chosen tracked link: its name, where it leads, what a click does, and the way to its page. */
export function LinkedCard({ linkId, takesFocus, onChange }: LinkedCardProps) {
  const t = useTexts(settingsTexts);
  const text = useText();
  const store = useMailStore();
  const query = useRoute(ROUTES.links.get, { params: { id: linkId } });
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
  if (!link) return <Skeleton height={92} radius="md" />;
  const steps = link.draft.document.nodes.flatMap(({ id }) => {
    const sentence = id === TRIGGER ? undefined : link.draft.sentences[id];
    return sentence ? [{ id, sentence: text(sentence) }] : [];
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
            <MergedText text={link.url} />
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
