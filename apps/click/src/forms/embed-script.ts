import { ClickReply } from '../http/click-messages';

/**
 * The script that shows a form in a page: `<script src="https://…/f/<form id>/embed.js"></script>`. It puts a frame in its place, gives it
 * the parameters of the campaign in the address of the page, and makes it as high as the form.
 */
const SCRIPT = `(function () {
  var script = document.currentScript;
  if (!script) return;
  var url = new URL(script.src.replace(/\\/embed\\.js.*$/, ''));
  new URLSearchParams(location.search).forEach(function (value, name) {
    if (/^(utm_|field_)/.test(name)) url.searchParams.append(name, value);
  });
  url.searchParams.set('embed', '1');
  var frame = document.createElement('iframe');
  frame.src = url.href;
  frame.title = script.getAttribute('data-title') || document.title;
  frame.style.cssText = 'width:100%;border:0;min-height:320px';
  script.parentNode.insertBefore(frame, script);
  addEventListener('message', function (event) {
    if (event.source !== frame.contentWindow || event.origin !== url.origin) return;
    var height = event.data && Number(event.data.linkflowForm);
    if (height > 0) frame.style.height = Math.min(height, 10000) + 'px';
  });
})();
`;

/** The script is the same for all forms: it reads the form from its own address. */
const REPLY = new ClickReply(
  200,
  [
    'Cache-Control',
    'public, max-age=3600',
    'Content-Type',
    'text/javascript; charset=utf-8',
    'X-Content-Type-Options',
    'nosniff',
    // Pages of other origins load it.
    'Cross-Origin-Resource-Policy',
    'cross-origin',
    'Content-Length',
    String(Buffer.byteLength(SCRIPT)),
  ],
  Buffer.from(SCRIPT),
);

export const embedScript = (_formId: string): ClickReply => REPLY;
