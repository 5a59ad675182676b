import classes from './mailing-page.module.css';

interface MessageFrameProps {
  title: string;
  html: string;
  className?: string;
}

/**
 * CSS of the preview, the same as on the web page of the message. The body gets padding unless the message is one element with its
 * own background.
 */
const STYLE =
  'body{margin:0;color:#1b1f27;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}' +
  'body:not(:has(>:only-child[style*="background"])){padding:16px}img{max-width:100%;height:auto}';

/** Displays a message in a sandboxed frame: scripts do not run, and links cannot be clicked. */
export function MessageFrame({ title, html, className }: MessageFrameProps) {
  return (
    <iframe
      className={className ? `${classes.preview} ${className}` : classes.preview}
      title={title}
      sandbox=""
      // `inert` disables links but allows scrolling.
      srcDoc={`<style>${STYLE}</style><body inert>${html}`}
    />
  );
}
