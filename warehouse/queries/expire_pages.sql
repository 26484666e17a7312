-- Let pages go of the packs in `old_pack`; they keep their rows.
UPDATE core.page SET pack_id = NULL WHERE pack_id IN (SELECT pack_id FROM old_pack);
