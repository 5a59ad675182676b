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
      // An inert page can be scrolled and read, but its links do nothing.
      srcDoc={`<body inert>${html}`}
    />
  );
}
