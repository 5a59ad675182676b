import classes from './mailing-page.module.css';

interface MessageFrameProps {
  title: string;
  html: string;
  /** False: pictures are not loaded, as in mail programs that ask first, so that their alternative texts are shown. */
  images?: boolean;
  /** Width in px; without it, the frame is as wide as its container. */
  width?: number;
  className?: string;
}

/** Displays a message in a sandboxed frame: scripts do not run, and links cannot be clicked. */
export function MessageFrame({ title, html, images = true, width, className }: MessageFrameProps) {
  return (
    <iframe
      className={className ? `${classes.preview} ${className}` : classes.preview}
      title={title}
      sandbox=""
      style={{ width }}
      srcDoc={framed(html, images)}
    />
  );
}

const DOCTYPE = /^\s*(?:<!--[^]*?-->\s*)*<!doctype[^>]*>/i;
const NO_IMAGES = `<meta http-equiv="Content-Security-Policy" content="img-src 'none'">`;

/**
 * The document for the frame. What is added stands between the doctype and the rest, because the doctype decides how browsers lay the
 * document out. `inert` disables links but allows scrolling; a second `<html>` tag in the document only adds its attributes.
 */
function framed(html: string, images: boolean): string {
  const doctype = DOCTYPE.exec(html)?.[0] ?? '';
  return `${doctype}<html inert>${images ? '' : NO_IMAGES}${html.slice(doctype.length)}`;
}
