import { Button, Group, Popover, Text, TextInput } from '@mantine/core';
import { RichTextEditor, useRichTextEditorContext } from '@mantine/tiptap';
import { IconLink } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTexts } from '../../i18n';
import { looksLikeWebAddress } from '../web-address';
import { isTrackedHref } from './message-html';
import { richTextTexts } from './rich-text.texts';

/** Makes a link of the selected words. What a tracked one leads to is decided elsewhere, and it says so. */
export function LinkControl() {
  const t = useTexts(richTextTexts);
  const { editor } = useRichTextEditorContext();
  const [opened, setOpened] = useState(false);
  const [address, setAddress] = useState('');
  const [error, setError] = useState<string | null>(null);
  const current: unknown = editor?.getAttributes('link').href;
  const href = typeof current === 'string' ? current : '';
  const nothingSelected = editor?.state.selection.empty === true && href === '';

  const open = () => {
    setAddress(isTrackedHref(href) ? '' : href);
    setError(null);
    setOpened(true);
  };
  const apply = (event: FormEvent) => {
    event.preventDefault();
    // The popover lies in a portal, but React hands its events to the form around the editor.
    event.stopPropagation();
    if (!looksLikeWebAddress(address)) {
      setError(t('badAddress'));
      return;
    }
    editor?.chain().focus().extendMarkRange('link').setLink({ href: address.trim() }).run();
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-start" shadow="md" width={340}>
      <Popover.Target>
        <RichTextEditor.Control
          aria-label={t('link')}
          title={t('link')}
          active={href !== ''}
          onClick={() => (opened ? setOpened(false) : open())}
        >
          <IconLink size={16} stroke={1.6} aria-hidden />
        </RichTextEditor.Control>
      </Popover.Target>
      <Popover.Dropdown>
        {isTrackedHref(href) ? (
          <Text size="sm">{t('tracked')}</Text>
        ) : nothingSelected ? (
          <Text size="sm">{t('selectFirst')}</Text>
        ) : (
          <form onSubmit={apply} noValidate>
            <TextInput
              label={t('address')}
              placeholder="https://"
              inputMode="url"
              data-autofocus
              value={address}
              error={error}
              onChange={(event) => setAddress(event.currentTarget.value)}
            />
            <Group justify="flex-end" mt="xs">
              <Button type="submit" size="xs">
                {t('apply')}
              </Button>
            </Group>
          </form>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
