import { MAIL_FONTS } from '@linkflow/contracts';
import type { CSSProperties } from 'react';
import { useMailEditor } from '../store/use-mail-editor';

/** The font and the colours of the whole message, for the element around its blocks. */
export function useMessageStyle(): CSSProperties {
  const styles = useMailEditor(({ document }) => document.styles);
  return {
    fontFamily: MAIL_FONTS[styles.font],
    fontSize: styles.textSize,
    color: styles.textColour,
    background: styles.messageColour,
    ['--mail-link' as string]: styles.linkColour,
  };
}
