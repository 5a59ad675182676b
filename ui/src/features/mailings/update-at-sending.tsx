import { ROUTES, type Audience } from '@linkflow/contracts';
import { Checkbox, type CheckboxProps } from '@mantine/core';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { attempt } from '../../shared/toast';
import { recipientTexts } from './recipients.texts';

interface UpdateAtSendingProps extends Pick<CheckboxProps, 'size' | 'mt'> {
  mailingId: string;
  /** Undefined while it is being loaded. */
  audience: Audience | undefined;
}

/** True if the recipients come from a selection, project or company, whose members may change before the sending. */
export const hasGroups = ({ sources }: Audience): boolean => sources.some(({ target }) => target !== null);

/** Whether the recipients are read again from their sources when the sending starts. Shown if a group is a source. */
export function UpdateAtSending({ mailingId, audience, ...rest }: UpdateAtSendingProps) {
  const t = useTexts(recipientTexts);
  const mayChange = useCan()(ROUTES.audience.update);
  const update = useCommand(ROUTES.audience.update);
  if (!audience || !hasGroups(audience) || !mayChange) return null;
  return (
    <Checkbox
      label={t('update')}
      checked={audience.updateAtSending}
      onChange={(event) =>
        attempt(
          update.mutateAsync({
            params: { id: mailingId },
            body: { updateAtSending: event.currentTarget.checked },
          }),
        )
      }
      {...rest}
    />
  );
}
