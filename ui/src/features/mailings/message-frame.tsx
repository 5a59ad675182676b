import classes from './mailing-page.module.css';

interface MessageFrameProps {
  title: string;
  html: string;
  className?: string;
}

/**
 * As on the page where the recipient reads it. A message with a ground of its own reaches to the edges; without one it
 * gets air around its words.
 */
const STYLE =
  'body{margin:0;color:#1b1f27;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}' +
  'body:not(:has(>:only-child[style*="background"])){padding:16px}img{max-width:100%;height:auto}';

/** A message as a picture: nothing in it may run, reach this page, or lead anywhere when it is clicked. */
export function MessageFrame({ title, html, className }: MessageFrameProps) {
  return (
    <iframe
      className={className ? `${classes.preview} ${className}` : classes.preview}
      title={title}
      sandbox=""
      // An inert page can be scrolled and read, but its links do nothing.
      srcDoc={`<style>${STYLE}</style><body inert>${html}`}
    />
  );
}
