import classes from './mailing-page.module.css';

interface MessageFrameProps {
  title: string;
  html: string;
  className?: string;
}

/** A message as a picture: nothing in it may run, reach this page, or lead anywhere when it is clicked. */
export function MessageFrame({ title, html, className }: MessageFrameProps) {
  return (
    <iframe
      className={className ? `${classes.preview} ${className}` : classes.preview}
      title={title}
      sandbox=""
      // Links would open new windows, which the sandbox forbids; so they do nothing.
      srcDoc={`<base target="_blank">${html}`}
    />
  );
}
