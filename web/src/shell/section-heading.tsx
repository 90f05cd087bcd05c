import { ActionIcon, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconDots, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { deleteCategory, mayMove, moveCategory, useCategories } from '../channels/categories';
import { openCategoryName, openCreateChannel, prepareCreateChannel } from '../channels/dialogs';
import { mayFindChannels } from '../channels/powers';
import { client } from '../core/client';
import { LateMenu } from '../core/late-menu';
import { sayError } from '../core/say';
import type { Heading } from './sections';
import type { Rows } from './use-rows';
import classes from './section-heading.module.css';

interface SectionHeadingProps extends Pick<Rows, 'order' | 'setOrder' | 'toggle'> {
  heading: Heading;
}

/** Opens and closes a part of the list, and has what is done with it. */
export function SectionHeading({ heading, order, setOrder, toggle }: SectionHeadingProps) {
  const { t } = useTranslation('shell');
  const { section, name, collapsed, count } = heading;
  const own = name !== null;
  const title = name ?? t(`sections.${section as 'favorites' | 'channels' | 'directs'}`);
  const Chevron = collapsed ? IconChevronRight : IconChevronDown;
  return (
    <div className={classes.heading}>
      <UnstyledButton className={classes.toggle} aria-expanded={!collapsed} onClick={() => toggle(section)}>
        <Chevron size={14} aria-hidden />
        <span className={classes.title}>{title}</span>
        {collapsed && count > 0 && (
          <span>
            {count}
            <VisuallyHidden> {t('sections.hidden')}</VisuallyHidden>
          </span>
        )}
      </UnstyledButton>
      {own && <CategoryMenu id={section} name={title} />}
      {section === 'channels' && <ChannelsMenu order={order} setOrder={setOrder} />}
      {section === 'directs' && <NewConversation />}
    </div>
  );
}

function CategoryMenu({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation('shell');
  const categories = useCategories();
  const act = (work: Promise<void>): void => void work.catch(sayError);
  return (
    <LateMenu
      position="bottom-end"
      shadow="md"
      target={
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('sections.more', { name })}>
          <IconDots size={16} />
        </ActionIcon>
      }
    >
      {(Menu) => (
        <>
          <Menu.Item onClick={() => openCategoryName({ id, name })}>{t('sections.rename')}</Menu.Item>
          <Menu.Item disabled={!mayMove(categories, id, -1)} onClick={() => act(moveCategory(categories, id, -1))}>
            {t('sections.up')}
          </Menu.Item>
          <Menu.Item disabled={!mayMove(categories, id, 1)} onClick={() => act(moveCategory(categories, id, 1))}>
            {t('sections.down')}
          </Menu.Item>
          <Menu.Item color="red" onClick={() => act(deleteCategory(id))}>
            {t('sections.remove')}
          </Menu.Item>
        </>
      )}
    </LateMenu>
  );
}

function ChannelsMenu({ order, setOrder }: Pick<Rows, 'order' | 'setOrder'>) {
  const { t } = useTranslation('shell');
  const [, navigate] = useLocation();
  return (
    <LateMenu
      position="bottom-end"
      shadow="md"
      onNear={prepareCreateChannel}
      target={
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('sections.addChannel')}>
          <IconPlus size={16} />
        </ActionIcon>
      }
    >
      {(Menu) => (
        <>
          {mayFindChannels(client.user) && (
            <>
              <Menu.Item onClick={openCreateChannel}>{t('sections.create')}</Menu.Item>
              <Menu.Item onClick={() => navigate('/browse')}>{t('sections.browse')}</Menu.Item>
            </>
          )}
          <Menu.Item onClick={() => openCategoryName()}>{t('sections.newCategory')}</Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('sections.order')}</Menu.Label>
          <Menu.RadioGroup value={order} onChange={(value) => setOrder(value === 'activity' ? 'activity' : 'name')}>
            <Menu.RadioItem closeMenuOnClick value="name">
              {t('sections.byName')}
            </Menu.RadioItem>
            <Menu.RadioItem closeMenuOnClick value="activity">
              {t('sections.byActivity')}
            </Menu.RadioItem>
          </Menu.RadioGroup>
        </>
      )}
    </LateMenu>
  );
}

function NewConversation() {
  const { t } = useTranslation('shell');
  const [, navigate] = useLocation();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={t('sections.newConversation')}
      onClick={() => navigate('/people')}
    >
      <IconPlus size={16} />
    </ActionIcon>
  );
}
