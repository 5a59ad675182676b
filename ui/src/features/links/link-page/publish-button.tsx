import type { LinkDetail } from '@linkflow/contracts';
import { Button, Tooltip } from '@mantine/core';
import { useTexts } from '../../../i18n';
import { linkPageTexts } from './link-page.texts';
import { useDraftChanges } from './use-draft-changes';

interface PublishButtonProps {
  link: Pick<LinkDetail, 'id' | 'liveVersion'>;
  onPublish: () => void;
}

/**
 * Opens the dialog for publishing. Grey if the draft is as the live version. It can be focused then too, because the reason is shown on
 * focus and on hover.
 */
export function PublishButton({ link, onPublish }: PublishButtonProps) {
  const t = useTexts(linkPageTexts);
  const isUnchanged = useDraftChanges(link)?.count === 0;
  return (
    <Tooltip
      label={t('publish.unchanged', { version: link.liveVersion ?? '' })}
      disabled={!isUnchanged}
      events={{ hover: true, focus: true, touch: true }}
      multiline
      maw={260}
      withinPortal
    >
      <Button
        size="sm"
        onClick={(event) => (isUnchanged ? event.preventDefault() : onPublish())}
        aria-disabled={isUnchanged || undefined}
        data-disabled={isUnchanged || undefined}
        data-testid="publish"
      >
        {t('publish.button')} …
      </Button>
    </Tooltip>
  );
}
