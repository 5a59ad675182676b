import { ROUTES, type LinkReset } from '@linkflow/contracts';
import { Radio, Select, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useCommand, useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { useLastValue } from '../../shared/record-drawer';
import { toast } from '../../shared/toast';
import { resetTexts } from './reset-dialog.texts';

interface ResetDialogProps {
  opened: boolean;
  links: readonly { id: string; name: string }[];
  /** The mailing to whose clicks the page is limited. It is chosen at first. */
  mailingId?: string | undefined;
  onClose: () => void;
  onDone?: () => void;
}

/** Sets the counters of links to zero: of all mailings, or of one link for one mailing. Says what this does not undo. */
export function ResetDialog({ opened, links: given, mailingId, onClose, onDone }: ResetDialogProps) {
  const t = useTexts(resetTexts);
  const links = useLastValue(given.length > 0 ? given : null) ?? [];
  const reset = useCommand(ROUTES.links.reset);
  const [first] = links;
  const count = links.length;
  const name = first?.name ?? '';
  return (
    <FormDialog<Values, LinkReset[]>
      needs={ROUTES.links.reset}
      opened={opened}
      onClose={onClose}
      title={t('title', { count, name })}
      submit={t('submit')}
      danger
      initial={{ which: mailingId === undefined ? 'all' : 'one', mailingId: mailingId ?? null }}
      validate={(values) =>
        values.which === 'one' && values.mailingId === null ? { mailingId: t('mailingMissing') } : {}
      }
      onSubmit={(values) =>
        Promise.all(
          links.map(({ id }) =>
            reset.mutateAsync({
              params: { id },
              body: { mailingId: values.which === 'one' ? values.mailingId : null },
            }),
          ),
        )
      }
      onDone={(resets) => {
        const mailing = resets[0]?.mailing?.name;
        const done =
          mailing === undefined ? t('done', { count, name }) : t('doneInMailing', { name, mailing });
        toast(resets.some(({ state }) => state === 'running') ? t('running') : done);
        onDone?.();
      }}
    >
      {(form) => (
        <>
          {first && count === 1 && <WhichMailing linkId={first.id} form={form} />}
          <Text size="sm">{t('happens')}</Text>
          <Text size="sm">{t('stays')}</Text>
        </>
      )}
    </FormDialog>
  );
}

interface Values extends Record<string, unknown> {
  which: string;
  mailingId: string | null;
}

/** The choice between all mailings and one. Without it for a link that is in one mailing at most. */
function WhichMailing({ linkId, form }: { linkId: string; form: UseFormReturnType<Values> }) {
  const t = useTexts(resetTexts);
  const uses = useRoute(ROUTES.links.uses, { params: { id: linkId } });
  const mailings = uses.data?.mailings ?? [];
  if (mailings.length < 2) return null;
  return (
    <>
      <Radio.Group label={t('which')} {...form.getInputProps('which')}>
        <Stack gap={6} mt={4}>
          <Radio value="all" label={t('all')} />
          <Radio value="one" label={t('one')} />
        </Stack>
      </Radio.Group>
      {form.values.which === 'one' && (
        <Select
          label={t('mailing')}
          searchable
          data={mailings.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('mailingId')}
        />
      )}
    </>
  );
}
