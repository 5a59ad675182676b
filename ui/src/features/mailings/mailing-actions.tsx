import { lazyDialog, lazyPart } from '../../shared/lazy-parts';
import type { MailingAction, Named } from './mailing-dialogs';
import type { MailingMenuItemsProps } from './mailing-menu-items';

/** The menu of a mailing, in its row and on its page. The dialogs of its items are `MailingDialogs`. */
export const MailingMenuItems = lazyPart<MailingMenuItemsProps>(
  async () => (await import('./mailing-menu-items')).MailingMenuItems,
  null,
);

const Dialogs = lazyDialog(async () => (await import('./mailing-dialogs')).MailingDialogs);

interface MailingDialogsProps {
  /** The mailing whose dialog is open; null if none is. */
  of: { mailing: Named; action: MailingAction } | null;
  onClose: () => void;
}

/** The dialogs of `MailingMenuItems`. */
export function MailingDialogs({ of, onClose }: MailingDialogsProps) {
  return <Dialogs opened={of !== null} of={of} onClose={onClose} />;
}
