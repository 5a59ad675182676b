/** What apps/click needs of forms: what the public page shows and how it is signed. Loads no code that stores or processes submissions. */
export { FormReader, type LiveForm } from '../submissions/form-reader';
export { FormPagesModule } from './form-pages.module';
export { FormPages, confirmationIdOf, submissionIdOf, type PageTicket } from './page-ticket';
