import { mendAddress, ROUTES, type BlockLink } from '@linkflow/contracts';
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useCommand } from '../../../../api/use-route';
import { useTexts } from '../../../../i18n';
import { common } from '../../../../i18n/common.texts';
import { attempt, toast } from '../../../../shared/toast';
import { useWebAddressError, WebAddressInput } from '../../../../shared/web-address';
import { useMailStore } from '../store/use-mail-editor';
import { settingsTexts } from './inspector.texts';
import { ChoiceField } from './simple-fields';

interface NewLinkFormProps {
  /** What the link is called unless the author changes it: the words that are linked. */
  suggestedName: string;
  onCreated: (link: BlockLink) => void;
}

/** Creates a tracked link in place, for all mailings or only for this one, and publishes it, so that a click redirects at once. */
export function NewLinkForm({ suggestedName, onCreated }: NewLinkFormProps) {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const store = useMailStore();
  const { mailingId } = store;
  const addressError = useWebAddressError();
  const create = useCommand(ROUTES.links.create);
  const publish = useCommand(ROUTES.workflows.publish);
  const [name, setName] = useState(suggestedName.slice(0, 200));
  const [url, setUrl] = useState('');
  const [scope, setScope] = useState<'all' | 'here'>('all');
  const [checked, setChecked] = useState(false);
  const nameError = name.trim() === '' ? c('nameMissing') : undefined;
  const urlError = addressError(url);

  const submit = () => {
    setChecked(true);
    if (nameError !== undefined || urlError !== undefined) return;
    const request = async () => {
      const body = {
        name: name.trim(),
        url: mendAddress(url),
        ...(scope === 'here' && { mailingId }),
      };
      const link = await create.mutateAsync({ body });
      try {
        await publish.mutateAsync({ params: { id: link.id }, body: { revision: link.draft.revision } });
      } finally {
        // Without a published version a click redirects, too. Used only now, so that the link is loaded as it is published.
        onCreated({ kind: 'tracked', linkId: link.id });
      }
      return link;
    };
    attempt(request(), (link) => toast(t('link.created', { name: link.name })));
  };
  /** Opens the seven tabs, with what is filled in here. */
  const openTabs = () => {
    const start = { name: name.trim(), url: url.trim() === '' ? '' : mendAddress(url), scope, mailingId };
    const use = (linkId: string) => onCreated({ kind: 'tracked', linkId });
    store.setState({ linkDialog: { ...start, onCreated: use } });
  };
  // No form element: the fields may be inside a form, or in a popover that React places inside one.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    submit();
  };
  return (
    <Stack gap="xs">
      <TextInput
        size="xs"
        label={t('link.name')}
        maxLength={200}
        value={name}
        error={checked && nameError}
        onKeyDown={onKeyDown}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <WebAddressInput
        size="xs"
        label={t('link.address')}
        value={url}
        error={checked && urlError}
        onKeyDown={onKeyDown}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <ChoiceField
        label={t('link.scope')}
        value={scope}
        onChange={setScope}
        choices={(['all', 'here'] as const).map((value) => ({ value, label: t(`link.scopes.${value}`) }))}
      />
      <Group gap="xs" mt={2}>
        <Button size="xs" loading={create.isPending || publish.isPending} onClick={submit}>
          {t('link.create')}
        </Button>
        <Button size="xs" variant="subtle" onClick={openTabs}>
          {t('link.more')} …
        </Button>
      </Group>
    </Stack>
  );
}
