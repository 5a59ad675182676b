import { z } from 'zod';
import { defineAction } from './define-action';
import { MembershipOutput, setMembership, simulateMembership, undoMembership } from './membership';
import { refTo } from './params';

export const removeFromProject = defineAction({
  kind: 'step',
  type: 'remove-from-project',
  version: 1,
  title: { en: 'Remove from project', nb: 'Fjern fra prosjekt' },
  summary: {
    en: 'Takes the contact out of a project. Safe to repeat.',
    nb: 'Tar personen ut av et prosjekt. Trygt å gjenta.',
  },
  icon: 'folder-minus',
  group: 'data',
  place: 7,
  lane: 'then',
  risk: 'reversible',
  effect: 'idempotent',
  repeat: { kind: 'every-click' },
  params: z.object({
    projectId: refTo('project', {
      label: { en: 'Project', nb: 'Prosjekt' },
      missing: { en: 'Choose a project', nb: 'Velg et prosjekt' },
    }),
  }),
  defaults: {},
  example: { projectId: '66b0000000000000000000d1' },
  output: MembershipOutput,
  run: (ctx, { projectId }) => setMembership(ctx, 'project', projectId, false),
  simulate: simulateMembership,
  undo: (ctx, { projectId }, output) => undoMembership(ctx, 'project', projectId, false, output),
  describe({ projectId }, say) {
    const project = say.name('project', projectId);
    return { en: `Remove from the project ${project.en}`, nb: `Fjern fra prosjektet ${project.nb}` };
  },
});
