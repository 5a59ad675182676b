import { describe, expect, it } from 'vitest';
import { replacePlaceholders, reviewMail } from './review-mail.mjs';

const FACTS = ['contact.firstName', 'contact.lastName', 'contact.name', 'contact.email', 'company.name'];
const review = (html: string, subject = '') => reviewMail({ subject, html }, FACTS);
const problemsIn = (html: string) => review(html).problems.map(({ code, line }) => `${code} ${line}`);

describe('placeholders of other systems', () => {
  it.each([
    ['*|FNAME|*', 'mailchimp', '{{contact.firstName}}'],
    ['*|UNSUB|*', 'mailchimp', '{{link:unsubscribe}}'],
    ['*|ARCHIVE|*', 'mailchimp', '{{link:view-online}}'],
    ['*|UPDATE_PROFILE|*', 'mailchimp', '{{link:subscriptions}}'],
    ['*|IF:FNAME|*', 'mailchimp', null],
    ['{{ first_name | default: "there" }}', 'liquid', '{{contact.firstName|there}}'],
    ["{{ customer.last_name | default('du') }}", 'liquid', '{{contact.lastName|du}}'],
    ['{{ contact.firstName | default: "there" }}', 'liquid', '{{contact.firstName|there}}'],
    ['{% unsubscribe %}', 'liquid', '{{link:unsubscribe}}'],
    ['{% if x %}', 'liquid', null],
    ['{{{email}}}', 'handlebars', '{{contact.email}}'],
    ['{{#each items}}', 'handlebars', null],
    ['{{unsubscribe_url}}', 'handlebars', '{{link:unsubscribe}}'],
    ['{$company_name}', 'smarty', '{{company.name}}'],
    ['<%asm_group_unsubscribe_raw_url%>', 'sendgrid', '{{link:unsubscribe}}'],
    ['%%First Name%%', 'salesforce', '{{contact.firstName}}'],
    ['%%view_email_url%%', 'salesforce', '{{link:view-online}}'],
    ['%recipient.first_name%', 'mailgun', '{{contact.firstName}}'],
    ['[[unsub]]', 'brackets', '{{link:unsubscribe}}'],
    ['{{contact.fristName|du}}', 'merge-field', '{{contact.firstName|du}}'],
    ['{{contact.shoeSize}}', 'merge-field', null],
  ])('are found with what does the same here: %s', (source, dialect, suggestion) => {
    const { placeholders, problems } = review(`<p>${source}</p>\n<p>${source}</p>`, source);
    expect(placeholders).toEqual([
      {
        source,
        dialect,
        suggestion,
        count: 3,
        places: [
          { field: 'subject', line: 1 },
          { field: 'html', line: 1 },
          { field: 'html', line: 2 },
        ],
      },
    ]);
    expect(problems).toHaveLength(1);
  });

  it('are not styles, comments, percentages and merge fields that exist', () => {
    const html =
      '<style>a{{x}}</style><!-- *|X|* --><p style="width:100%">50 % 100%</p>{{contact.firstName|du}}<a href="{{link:unsubscribe}}">';
    expect(review(html).placeholders).toEqual([]);
  });

  it('are replaced wherever they stand', () => {
    const by = new Map([
      ['*|FNAME|*', '{{contact.firstName}}'],
      ['*|X|*', ''],
    ]);
    expect(replacePlaceholders('<a title="*|FNAME|*">*|FNAME|**|X|**|Y|*</a>', by)).toBe(
      '<a title="{{contact.firstName}}">{{contact.firstName}}*|Y|*</a>',
    );
  });
});

it('names what is probably not meant, with its line', () => {
  expect(problemsIn('<a href="side.html">a</a>\n<a href="">b</a>\n<a href="http://">c</a>')).toEqual([
    'link.relative 1',
    'link.empty 2',
    'link.broken 3',
  ]);
  expect(problemsIn('\n<style>a{color:{{contact.firstName}}}</style>')).toEqual(['merge-field.misplaced 2']);
  expect(problemsIn('<p>{{contact.firstName</p>')).toEqual(['merge-field.unfinished 1']);
  expect(problemsIn('<a href="https://{{contact.name}}/">x</a>')).toEqual(['url.from-data 1']);
});
