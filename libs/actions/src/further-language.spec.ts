import { pick, reasonTexts, registerLanguage } from '@linkflow/contracts';
import { CRM_REASONS, CrmError, crmReason } from '@linkflow/crm-port';
import { RecordingCrm } from '@linkflow/crm-port/testing';
import { checkDocument } from '@linkflow/workflow';
import { expect, it, onTestFinished } from 'vitest';
import { fakeNames } from './testing/fakes';
import { setInterest } from './membership.actions';
import { ACTION_REASONS, catalogue, describeNode } from './registry';

const ID = '66b000000000000000000001';

/** A catalogue that translates only some of the texts, like one that a translator has not finished. */
const catalogueOfPirates = {
  'Add interest': 'Hoist interest',
  'Add the interest {interestId}': 'Hoist the interest {interestId}, arr',
  '“{name}”': '»{name}«',
  'The interest “{name}” has been deleted': 'The interest “{name}” walked the plank',
  'Fill in “{label}”': 'Write down yer “{label}”',
  'Choose an interest': 'Pick an interest, matey',
};

it('shows sentences, reasons, problems and labels in a further language, and in English where its catalogue has gaps', () => {
  const { language, unregister } = registerLanguage('x-pirate', {
    locale: 'en-GB',
    name: 'Pirate',
    catalogue: catalogueOfPirates,
  });
  onTestFinished(unregister);
  const crm = new RecordingCrm();
  const textOf = reasonTexts(...ACTION_REASONS, CRM_REASONS);

  const names = fakeNames({ [ID]: 'Rum' });
  const sentence = describeNode({ type: 'set-interest', params: { interestId: ID } }, names);
  expect(sentence).toMatchObject({ en: 'Add the interest “Rum”', nb: 'Legg til interessen «Rum»' });
  expect(pick(sentence, language)).toBe('Hoist the interest »Rum«, arr');
  expect(pick(describeNode({ type: 'remove-interest', params: { interestId: ID } }, names), language)).toBe(
    'Remove the interest »Rum«',
  );

  const reason = crmReason(new CrmError('interest.deleted', { name: 'Rum' }));
  expect(pick(textOf(reason), language)).toBe('The interest “Rum” walked the plank');
  expect(pick(textOf({ code: 'split.no-share' }), language)).toBe('No share is above zero');

  const document = {
    schemaVersion: 1 as const,
    nodes: [
      { id: 'click', type: 'click', params: {} },
      { id: 'a', type: 'set-interest', params: {} },
    ],
    edges: [],
  };
  const problems = checkDocument(document, 'https://example.com/', { catalogue: catalogue(crm), facts: [] });
  const messages = problems.map(({ code, message }) => [code, pick(message, language)]);
  expect(messages).toContainEqual(['params.missing', 'Pick an interest, matey']);
  expect(messages).toContainEqual([
    'graph.unreachable',
    'No arrow leads here, so this never happens. Connect it or delete it',
  ]);

  expect(pick(setInterest.title, language)).toBe('Hoist interest');
  expect(pick(setInterest.summary, language)).toBe(
    'Adds an interest to the contact. Several clicks give the same result.',
  );
});
