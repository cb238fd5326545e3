// Sampling settings as asked for and as used, with a word for each that differs. Start at `SettingsTable`.
import type { Sampling } from '../../../core/sampling.ts';
import { type Label, say } from '../../../words/text.ts';
import { t } from '../words.ts';
import { type SettingRow, settingRows } from './settings.ts';

/** null: nothing that must be said. */
const REMARKS: Record<SettingRow['kind'], Label | null> = {
  same: null,
  default: 'default',
  changed: 'changed',
  'left-out': 'left out',
};

export function SettingsTable({ sampling }: { sampling: { requested: Sampling; effective: Sampling } }) {
  return (
    <table class="details-table settings-table">
      <thead>
        <tr>
          <th scope="col">{t(say('setting'))}</th>
          <th scope="col">{t(say('asked for'))}</th>
          <th scope="col">{t(say('used'))}</th>
          <th scope="col">
            <span class="unseen">{t(say('remark'))}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {settingRows(sampling.requested, sampling.effective).map(({ name, requested, used, kind }) => {
          const remark = REMARKS[kind];
          return (
            <tr key={name} class={kind}>
              <th scope="row">{name}</th>
              <td>{requested ?? '–'}</td>
              <td>{used ?? '–'}</td>
              <td>{remark !== null && <span class="remark">{t(say(remark))}</span>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
