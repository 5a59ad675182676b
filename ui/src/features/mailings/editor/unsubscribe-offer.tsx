import { Alert, Button, Text } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useTexts } from '../../../i18n';
import { specialLinkTexts } from '../special-links.texts';
import type { Message } from '../use-message';
import { editorTexts } from './editor.texts';

const LINK = '{{link:unsubscribe}}';
/** The end of the body, if the HTML is a whole document. */
const END_OF_BODY = /<\/body\s*>(?![\s\S]*<\/body\s*>)/i;

/** The HTML with a last line that is a link for unsubscribing. Everything else stays as the author wrote it. */
export function withUnsubscribeLink(html: string, words: string): string {
  const line = `<p style="font-size: 13px; text-align: center"><a href="${LINK}">${words}</a></p>\n`;
  const at = END_OF_BODY.exec(html)?.index ?? html.length;
  return `${html.slice(0, at)}${line}${html.slice(at)}`;
}

/** Offers to add a link for unsubscribing to a message, until it has one. */
export function UnsubscribeOffer({ message }: { message: Message }) {
  const t = useTexts(editorTexts);
  const special = useTexts(specialLinkTexts);
  const add = () => {
    message.edit({ html: withUnsubscribeLink(message.html, special('unsubscribe')) });
  };
  if (message.html.includes(LINK)) return null;
  return (
    <Alert color="yellow" role="status" title={t('unsubscribe.missing')}>
      <Text size="sm" mb="xs">
        {t('unsubscribe.about')}
      </Text>
      <Button size="xs" variant="default" leftSection={<IconMailOff size={15} aria-hidden />} onClick={add}>
        {t('unsubscribe.add')}
      </Button>
    </Alert>
  );
}
