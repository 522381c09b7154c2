import type { Matches } from '../../../contract/api.js';
import type { Answer } from '../../api/query.js';
import { isAboutSignIn } from '../../components/describe-problem.js';
import type { Status } from '../Frame.js';
import type { Failure } from './actions.js';

interface Facts {
  answer: Answer<Matches>;
  isFiling: boolean;
  isWaiting: boolean;
  failure: Failure | undefined;
}

/** The one word in the header. A filing of the server's ledger goes before anything this pane believes. */
export function useStatus({ answer: { data, error, isLoading }, isFiling, isWaiting, failure }: Facts): Status {
  if (isFiling) return 'filing';
  if (data) {
    if (data.filings.some((it) => it.recordCheck === 'missing' || it.files.some((file) => file.state === 'failed')))
      return 'needsYou';
    if (data.filings.some((it) => it.state === 'unfiling')) return 'unfiling';
    if (data.filings.some((it) => it.recordCheck === 'pending')) return 'queued';
    if (data.filings.length + data.hiddenFilings > 0) return 'filed';
  }
  if (isWaiting) return 'queued';
  if (failure?.doing === 'file') return isAboutSignIn(failure.error) ? 'needsYou' : 'failed';
  if (data) return 'notFiled';
  if (error) return isAboutSignIn(error) ? 'needsYou' : 'failed';
  return isLoading ? 'loading' : 'notFiled';
}
