import { useRef, useState } from 'react';
import { useMessageStyle } from './message-style';
import classes from './stage.module.css';

/**
 * HTML of the author, in a frame of its own: its styles do not reach the page, and scripts do not run. The frame is as high as its content;
 * `allow-same-origin` lets the page read that height.
 */
export function HtmlView({ html }: { html: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(40);
  const { fontFamily, fontSize, color } = useMessageStyle();
  const style = `body{margin:0;color:${color};font:${fontSize}px/1.5 ${fontFamily};overflow-wrap:anywhere}img{max-width:100%}`;
  const measure = () => {
    const body = frame.current?.contentDocument?.body;
    if (body) setHeight(Math.max(16, body.scrollHeight));
  };
  return (
    <iframe
      ref={frame}
      className={classes.html}
      title="HTML"
      sandbox="allow-same-origin"
      tabIndex={-1}
      aria-hidden
      style={{ height }}
      srcDoc={`<style>${style}</style><body inert>${html}`}
      onLoad={measure}
    />
  );
}
