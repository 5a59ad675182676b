import { Injectable } from '@nestjs/common';
import type { Language } from '@linkflow/contracts';

/**
 * A challenge that tells people from machines. None is used: the field that people cannot see, the time, the rate and the pressed button
 * work without a third party that sees who fills in forms. An adapter of a service provides this class in app.module.ts.
 */
export abstract class Captcha {
  /** HTML that the form shows above its button, and the sources that the page has to allow for it. */
  abstract challenge(language: Language): {
    html: string;
    scripts: readonly string[];
    frames: readonly string[];
  };
  /** Whether the posted form has the answer. Should resolve to true where the service does not answer in time: a form must not be lost. */
  abstract isPassed(posted: URLSearchParams, address: string | undefined): Promise<boolean>;
}

@Injectable()
export class NoCaptcha extends Captcha {
  challenge(): ReturnType<Captcha['challenge']> {
    return { html: '', scripts: [], frames: [] };
  }

  isPassed(): Promise<boolean> {
    return Promise.resolve(true);
  }
}
