import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { Issue } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import { issueText, type SchemaIssue } from './issue-text';

class Refused extends Error {
  constructor(readonly issues: readonly SchemaIssue[]) {
    super('validation');
  }
}

/** Parses bodies, queries and path parameters by the schema at each, and says what is wrong where. */
export class RequestPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => new Refused(issues) });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (error instanceof Refused) throw refusal(error.issues, metadata.data);
      throw error;
    }
  }
}

function refusal(issues: readonly SchemaIssue[], parameter: string | undefined): AppError {
  return new AppError('validation.failed', 'Something in the request is not right.', {
    issues: issues.slice(0, 50).map((issue) => toIssue(issue, parameter)),
  });
}

function toIssue(issue: SchemaIssue, parameter: string | undefined): Issue {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  const { code, text } = issueText(issue);
  return { code, message: text, path: [...(parameter ? [parameter] : []), ...path].join('.') };
}
