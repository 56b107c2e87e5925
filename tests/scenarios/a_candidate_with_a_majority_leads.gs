# A candidate with a majority of votes leads, and its no-op commits what the term begins with (Raft §5.2, §8).
cluster 1 2 3
campaign 1
settle
---
campaign 1
  election timer ran out
  * role follower → candidate, term 0 → 1, vote nobody → n1
  → n2 once stored: term 1: asks for a vote, log ends at 0@0
  → n3 once stored: term 1: asks for a vote, log ends at 0@0
n1 writes term 1, vote n1, commit 0
  → n2: term 1: asks for a vote, log ends at 0@0
  → n3: term 1: asks for a vote, log ends at 0@0
  gave n1 its vote of term 1
  counts vote of n1: yes
n2 ← n1: term 1: asks for a vote, log ends at 0@0
  * term 0 → 1, vote nobody → n1
  → n1 once stored: term 1: gives a vote
n3 ← n1: term 1: asks for a vote, log ends at 0@0
  * term 0 → 1, vote nobody → n1
  → n1 once stored: term 1: gives a vote
n2 writes term 1, vote n1, commit 0
  → n1: term 1: gives a vote
  gave n1 its vote of term 1
n3 writes term 1, vote n1, commit 0
  → n1: term 1: gives a vote
  gave n1 its vote of term 1
n1 ← n2: term 1: gives a vote
  counts vote of n2: yes
  appends 1@1
  * role candidate → leader, leader nobody → n1, log 1 to 0@0 → 1 to 1@1
  * of n2 probe 0/1 paused told 0
  * of n3 probe 0/1 paused told 0
  → n2: term 1: append after 0@0: 1@1 no-op; commit 0
  → n3: term 1: append after 0@0: 1@1 no-op; commit 0
n1 ← n3: term 1: gives a vote
n1 writes 1@1 no-op
  * stored 0 → 1
n2 ← n1: term 1: append after 0@0: 1@1 no-op; commit 0
  appends 1@1
  * leader nobody → n1, log 1 to 0@0 → 1 to 1@1
  → n1 once stored: term 1: accepted up to 1
n3 ← n1: term 1: append after 0@0: 1@1 no-op; commit 0
  appends 1@1
  * leader nobody → n1, log 1 to 0@0 → 1 to 1@1
  → n1 once stored: term 1: accepted up to 1
n2 writes 1@1 no-op
  → n1: term 1: accepted up to 1
  * stored 0 → 1
n3 writes 1@1 no-op
  → n1: term 1: accepted up to 1
  * stored 0 → 1
n1 ← n2: term 1: accepted up to 1
  * commit 0 → 1
  * of n2 replicate 1/2 told 1 heard
  → n2: term 1: append after 1@1: nothing; commit 1
n1 ← n3: term 1: accepted up to 1
  * of n3 replicate 1/2 told 1 heard
  → n3: term 1: append after 1@1: nothing; commit 1
n1 writes term 1, vote n1, commit 1 (no sync)
n1 applies 1@1 no-op
  * applied 0 → 1
n2 ← n1: term 1: append after 1@1: nothing; commit 1
  * commit 0 → 1
  → n1 once stored: term 1: accepted up to 1
n3 ← n1: term 1: append after 1@1: nothing; commit 1
  * commit 0 → 1
  → n1 once stored: term 1: accepted up to 1
n2 writes term 1, vote n1, commit 1 (no sync)
  → n1: term 1: accepted up to 1
n2 applies 1@1 no-op
  * applied 0 → 1
n3 writes term 1, vote n1, commit 1 (no sync)
  → n1: term 1: accepted up to 1
n3 applies 1@1 no-op
  * applied 0 → 1
n1 ← n2: term 1: accepted up to 1
n1 ← n3: term 1: accepted up to 1
