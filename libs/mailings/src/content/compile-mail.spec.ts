import fc from 'fast-check';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { describe, expect, it } from 'vitest';
import { EVERY_CONSTRUCT } from '../testing/every-construct';
import { compileMail, scanToSave, safeMail } from './compile-mail.mjs';
import { render, renderLine, type Filling } from './compiled-mail';
import { scanMail } from './scan-mail.mjs';

const LINK = '0123456789abcdef01234567';
const filling = (value: string): Filling => {
  const facts = ['contact.firstName', 'contact.lastName', 'company.name', 'first_name'];
  const values = Object.fromEntries(facts.map((name) => [name, value]));
  return { facts: { values, texts: values }, urlOf: (id) => `https://click.example/c/${id}--x-` };
};
const htmlFor = (html: string, value = ''): string =>
  render(compileMail({ subject: '', html }).html, filling(value));
const textFor = (html: string, value = ''): string =>
  render(compileMail({ subject: '', html }).text, filling(value));

/** Names of the elements and attributes, in order, and the comments without their content. */
function skeleton(html: string): string[] {
  const names: string[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if (node.nodeName === '#comment') names.push('#comment');
    if ('attrs' in node) names.push(`${node.tagName} ${node.attrs.map(({ name }) => name).join(' ')}`);
    if ('childNodes' in node) for (const child of node.childNodes) walk(child);
    if ('content' in node) walk(node.content);
  };
  walk(parse(html, { scriptingEnabled: false }));
  return names;
}

describe('the hidden link', () => {
  const compiled = (html: string, footer = ''): { html: string; text: string } => {
    const mail = compileMail({ subject: '', html, footer, hiddenLink: true });
    return { html: render(mail.html, filling('x')), text: render(mail.text, filling('x')) };
  };

  it('stands at the end of the body, and changes nothing else', () => {
    const html = '<html><body><p>Hei {{contact.firstName}}</p></body></html>\n';
    const [before, after] = compiled(html).html.split(
      /<a href="https:\/\/click.example\/c\/hidden--x-"[^>]*><\/a>/,
    );
    expect([before, after]).toEqual(['<html><body><p>Hei x</p>', '</body></html>\n']);
    expect(compiled(html).text).toBe(textFor(html, 'x'));
  });

  it.each([
    ['a mail without a body tag', '<p>Hei</p>', /<p>Hei<\/p><a [^>]*><\/a>$/],
    ['a mail that ends with a field', 'Hei {{contact.firstName}}', /Hei x<a [^>]*><\/a>$/],
    ['an empty mail', '', /^<a [^>]*><\/a>$/],
    ['a field behind the body', '<body>Hei</body>{{contact.firstName}}', /Hei.*x.*<a [^>]*><\/a>/],
  ])('stands in %s', (_what, html, expected) => {
    expect(compiled(html).html).toMatch(expected);
    expect(compiled(html).html.match(/hidden--x-/g)).toHaveLength(1);
  });

  it('stands behind the footer', () => {
    expect(compiled('<body><p>Hei</p></body>', '<p>Meld av</p>').html).toMatch(
      /Meld av<\/p><a [^>]*><\/a><\/body>$/,
    );
  });

  it('cannot be written by an author', () => {
    expect(htmlFor('<a href="{{link:hidden}}">x</a>')).not.toContain('click.example');
  });
});

describe('a compiled mail', () => {
  it('is the document itself, byte for byte, where nothing differs between recipients', () => {
    const html =
      '<!DOCTYPE html PUBLIC "x">\r\n<P CLASS=a  >Hei &amp; hå</p\n><a href=\'https://x.no/?a&b\'>x</a><!-- {{contact.x --><br/>';
    expect(htmlFor(html)).toBe(html);
  });

  it('contains the values of facts, escaped for their place', () => {
    const html =
      '<p title="{{contact.firstName}}">{{contact.firstName}}</p><a href="https://x.no/?n={{contact.firstName}}">x</a><b class={{contact.firstName}}>';
    expect(htmlFor(html, `<i a='1'>"&`)).toBe(
      '<p title="&lt;i a=&#39;1&#39;&gt;&quot;&amp;">&lt;i a=&#39;1&#39;&gt;&quot;&amp;</p><a href="https://x.no/?n=%3Ci%20a%3D%271%27%3E%22%26">x</a><b class="&lt;i a=&#39;1&#39;&gt;&quot;&amp;">',
    );
  });

  it('contains fallbacks where a fact is empty, also those with formatting and those of other systems', () => {
    expect(
      htmlFor('{{contact.firstName|<b>du</b>}} {{ contact.lastName | default: "there" }} {{company.name}}!'),
    ).toBe('<b>du</b> there !');
    expect(htmlFor('<a href="https://x.no/?n={{contact.firstName|A &amp; B’s}}">')).toBe(
      '<a href="https://x.no/?n=A%20%26%20B%E2%80%99s">',
    );
  });

  it('shows placeholders of other systems as they are written', () => {
    const html = '<a href="{{ action_url }}">{{name}}</a> *|FNAME|* {{#each x}}';
    expect(htmlFor(html)).toBe(html);
  });

  it('contains no value in styles, in comments, and where it would decide which website an address leads to', () => {
    const html =
      '<style>a{color:{{contact.firstName}}}</style><p style="color:{{contact.firstName}}"><a href="https://{{contact.firstName}}.no/"><img src="{{contact.firstName}}">';
    expect(htmlFor(html, 'red')).toBe('<style>a{color:}</style><p style="color:"><a href="#"><img src="">');
  });

  it('contains the links of the recipient where a click follows them, and nowhere else', () => {
    expect(
      htmlFor(
        `<a href="{{link:${LINK}}}">x</a><a href="{{link:unsubscribe}}">y</a><img src="{{link:${LINK}}}"><p style="background:url({{link:${LINK}}})">`,
      ),
    ).toBe(
      `<a href="https://click.example/c/${LINK}--x-">x</a><a href="https://click.example/c/unsubscribe--x-">y</a><img src=""><p style="background:url()">`,
    );
  });

  it('lets no value and no link end the Outlook comment in which it stands', () => {
    const html = `<!--[if mso]><a href="{{link:${LINK}}}>">{{contact.firstName}}></a><a href="https://x.no/{{contact.firstName}}>"><![endif]-->`;
    expect(skeleton(htmlFor(html, 'a--'))).toEqual(skeleton(htmlFor(html, 'a')));
  });

  it('begins with the preheader, whatever stands before the body', () => {
    for (const html of [
      '<p>x',
      '<!doctype html><html><head><title>a</title></head><body class=x><p>x</p></body></html>',
      '\ufeffx',
      EVERY_CONSTRUCT,
    ]) {
      const { html: segments } = compileMail({
        subject: '',
        preheader: 'Hei {{contact.firstName|<du>}}',
        html,
      });
      const shown = render(segments, filling('Kari'));
      expect(shown).toContain('>Hei Kari&#847;');
      const body = /<body[\s\S]*/i.exec(shown)?.[0] ?? shown;
      expect(body).toMatch(/^(?:<body[^>]*>)?\s*\ufeff?<div style="display:none/i);
    }
  });

  it('has a subject on one line', () => {
    const { subject } = compileMail({
      subject: 'Hei {{contact.firstName|du}} {{link:unsubscribe}}',
      html: '',
    });
    expect(renderLine(subject, filling('A\r\nBcc: b'))).toBe('Hei A Bcc: b {{link:unsubscribe}}');
    expect(renderLine(subject, filling(''))).toBe('Hei du {{link:unsubscribe}}');
  });

  it('has a plain text with the same values and links', () => {
    const html = `<style>a{}</style><div style="display:none">skjult</div><h1>Hei {{contact.firstName|deg &amp; meg}}</h1><p>Les <a href="{{link:${LINK}}}">mer</a></p><img src="x" alt="Hus"><table><tr><td>En</td><td>To</td></tr></table>`;
    const text = textFor(html, '<Å>');
    expect(text).toContain('Hei <Å>');
    expect(text).toContain(`mer [https://click.example/c/${LINK}--x-]`);
    expect(text).toContain('Hus');
    expect(text).not.toMatch(/skjult|a\{\}/);
    expect(textFor(html)).toContain('Hei deg & meg');
  });
});

describe('what is taken out', () => {
  it.each([
    '<<script>x</script>script>alert(1)</script>',
    '<scr<iframe></iframe>ipt>alert(1)</script>',
    '<svg><style><a title="</style><img src=1 onerror=alert(1)>">',
    '{{x|<svg>}}<style><a title="</style><img src=1 onerror=alert(1)>">',
    '{{x|<!-- >}}<script>alert(1)</script> -->',
    '<meta http-equiv="{{contact.firstName}}" content="0;url=https://x.no">',
    '<svg><a><animate attributeName=href values="{{contact.firstName}}"></a></svg>',
  ])('does not come back when parts are taken out: %s', (html) => {
    for (const value of ['', 'refresh', 'javascript:alert(1)']) {
      const shown = htmlFor(html, value);
      expect(scanMail(shown).cuts).toEqual([]);
      expect(shown).not.toContain('javascript:');
    }
  });

  it('leaves nothing to take out, in whatever order its signs come', () => {
    const signs = fc.constantFrom(
      '<',
      '>',
      'script',
      '<script>',
      '</script>',
      '<svg>',
      '</svg>',
      '<style>',
      '</style>',
      '<a href=',
      '"',
      "'",
      'javascript:x',
      ' onclick=x',
      '<iframe>',
      '</iframe>',
      '<!--',
      '-->',
      '<!--[if mso]>',
      '<form>',
      '</form>',
      '<table>',
      '{{x|',
      '}}',
      '<b>',
      '<textarea>',
      '</textarea>',
      '<select>',
      '<title>',
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 40 }), (parts) => {
        let safe;
        try {
          safe = safeMail(parts.join(''));
        } catch (error) {
          // A mail that would need many rounds is refused.
          expect(String(error)).toContain('exceeds the limit of rounds');
          return;
        }
        expect(scanMail(safe.html).cuts).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a mail that is saved', () => {
  it('may contain any number of parts to take out', () => {
    const html = '<p onclick="x">a</p>'.repeat(5_000);
    expect(scanToSave(html).exceeded).toBeNull();
    expect(htmlFor(html, '')).toBe('<p >a</p>'.repeat(5_000));
  });

  it('is refused if parts that are taken out leave new ones too often', () => {
    expect(scanToSave('<select>'.repeat(40)).exceeded).toBe('rounds');
  });
});

describe('the value of a fact', () => {
  const plain = skeleton(htmlFor(EVERY_CONSTRUCT, 'x'));
  const signs = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '--',
    '-',
    '!',
    '-->',
    '--!>',
    '<![endif]-->',
    '</title>',
    '</style>',
    '&',
    '&lt;',
    ' onclick=x ',
    '`',
    '=',
    '{{',
    '}}',
    '{{link:unsubscribe}}',
    '\0',
    '\ud800',
    'javascript:',
    '/',
    '\n',
    'x',
  );

  it('never changes the elements and attributes of a mail, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(signs, { minLength: 1, maxLength: 12 }), (parts) => {
        const value = parts.join('').trim();
        fc.pre(value !== '');
        expect(skeleton(htmlFor(EVERY_CONSTRUCT, value))).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });
});
