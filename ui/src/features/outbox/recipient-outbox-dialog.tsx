import { lazyDialog } from '../../shared/lazy-parts';

const Loaded = lazyDialog(async () => (await import('./outbox-message')).RecipientOutboxDialog);

interface RecipientOutboxDialogProps {
  /** Null closes the dialog. */
  recipientId: string | null;
  onClose: () => void;
}

/** The latest message to a recipient in the outbox. Its code is loaded when it opens. */
export function RecipientOutboxDialog({ recipientId, onClose }: RecipientOutboxDialogProps) {
  return <Loaded opened={recipientId !== null} recipientId={recipientId} onClose={onClose} />;
}
