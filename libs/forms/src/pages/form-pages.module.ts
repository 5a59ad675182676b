import { Module } from '@nestjs/common';
import { FormReaderModule } from '../submissions/form-reader.module';
import { FormPages } from './page-ticket';

/** For apps/click: reads forms, and signs their pages. */
@Module({ imports: [FormReaderModule], providers: [FormPages], exports: [FormReaderModule, FormPages] })
export class FormPagesModule {}
