import { lazy } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useAttention } from './inbox/attention';
import { withPageTexts } from './core/i18n';
import { Late } from './core/late';
import { NotFound } from './core/not-found';
import { PageFailure } from './core/page-failure';
import { Waiting } from './core/waiting';
import { useSignedIn } from './auth/use-signed-in';
import { Shell } from './shell/shell';
import { ConversationPage } from './conversation/conversation-page';
import { HomePage } from './shell/home-page';

const LaterPage = lazy(() => withPageTexts(import('./later/later-page')));
const SignInPage = lazy(async () => ({ default: (await import('./auth/sign-in-page')).SignInPage }));
const JobPage = lazy(() => withPageTexts(import('./manage/job-page')));
const DashboardPage = lazy(() => withPageTexts(import('./dashboard/dashboard-page')));
const ThreadsPage = lazy(() => import('./threads/threads-page'));
const BrowsePage = lazy(() => import('./channels/browse-page'));
const JoinPage = lazy(() => import('./channels/join-page'));
const PeoplePage = lazy(() => import('./people/people-page'));
const ManagePage = lazy(() => withPageTexts(import('./manage/manage-page')));
const InboxPage = lazy(() => withPageTexts(import('./inbox/inbox-page')));
const SettingsPage = lazy(() => withPageTexts(import('./settings/settings-page')));
const RegisterPage = lazy(() => import('./auth/register-page'));
const ForgotPage = lazy(() => import('./auth/forgot-page'));
const ResetPage = lazy(() => import('./auth/reset-page'));
const VerifyPage = lazy(() => import('./auth/verify-page'));

/** Every page by its address. What not everybody opens at once comes in a chunk of its own. */
export const Pages = () => {
  const signedIn = useSignedIn();
  const [place] = useLocation();
  useAttention();
  return (
    <Late fallback={<Waiting />} failure={<PageFailure />} place={place}>
      <Switch>
        <Route path="/login" component={SignInPage} />
        <Route path="/register" component={RegisterPage} />
        <Route path="/forgot-password" component={ForgotPage} />
        <Route path="/reset-password" component={ResetPage} />
        <Route path="/verify-email" component={VerifyPage} />
        <Route>
          {signedIn ? (
            <Shell>
              <Late fallback={<Waiting />} failure={<PageFailure />} place={place}>
                <Switch>
                  <Route path="/" component={HomePage} />
                  <Route path="/c/:channel/:seq?">{(params) => <ConversationPage {...params} />}</Route>
                  <Route path="/later/:list?">{(params) => <LaterPage {...params} />}</Route>
                  <Route path="/jobs/:id">{({ id }) => <JobPage id={id} />}</Route>
                  <Route path="/dashboard/:section?">{(params) => <DashboardPage {...params} />}</Route>
                  <Route path="/threads" component={ThreadsPage} />
                  <Route path="/browse" component={BrowsePage} />
                  <Route path="/join/:token">{({ token }) => <JoinPage token={token} />}</Route>
                  <Route path="/people" component={PeoplePage} />
                  <Route path="/manage/:section?">{(params) => <ManagePage {...params} />}</Route>
                  <Route path="/notifications" component={InboxPage} />
                  <Route path="/settings/:section?">{({ section }) => <SettingsPage section={section} />}</Route>
                  <Route component={NotFound} />
                </Switch>
              </Late>
            </Shell>
          ) : (
            <Redirect to={`/login?next=${encodeURIComponent(location.pathname + location.search)}`} replace />
          )}
        </Route>
      </Switch>
    </Late>
  );
};
