/** Forms: their questions and workflows, the pages that show them, and what becomes of submissions. */
export { FormsModule } from './forms.module';
export { formMigrations } from './forms.migrations';
export { FormDrafts, FormPublishing } from './library/form-workflows';
export type { FormVersionDoc } from './library/form-versions';
export { FormsRepository, readFormOwner, type FormDoc, type FormRow } from './library/forms.repository';
export { FormsService } from './library/forms.service';
export {
  ConfirmationMails,
  FormConsents,
  FormMailTypes,
  FormQueue,
  FormRuns,
  KeptConfirmations,
  type ConfirmationMail,
  type GivenConsent,
  type MailOutcome,
} from './ports';
export { FormReader } from './submissions/form-reader';
export { FormReaderModule } from './submissions/form-reader.module';
export { SubmissionIntake } from './submissions/submission-intake';
export { SUBMISSION_REASONS } from './submissions/submission-reasons';
export { SubmissionsRepository, type SubmissionDoc } from './submissions/submissions.repository';
export { SubmissionsService } from './submissions/submissions.service';
