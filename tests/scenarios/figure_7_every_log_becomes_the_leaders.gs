# Whatever a follower lacks or has too much, the leader of term 8 makes its log the follower's, one probe for each term (Raft §5.3, figure 7).
cluster 1 2 3 4 5 6 7
disk 1 term=7 log="1 1 1 4 4 5 5 6 6 6"
disk 2 term=7 log="1 1 1 4 4 5 5 6 6"
disk 3 term=7 log="1 1 1 4"
disk 4 term=7 log="1 1 1 4 4 5 5 6 6 6 6"
disk 5 term=7 log="1 1 1 4 4 5 5 6 6 6 7 7"
disk 6 term=7 log="1 1 1 4 4 4 4"
disk 7 term=7 log="1 1 1 2 2 2 3 3 3 3 3"
log
---
n1: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10
n2: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9
n3: 1@1 1, 2@1 2, 3@1 3, 4@4 4
n4: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@6 11
n5: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@7 11, 12@7 12
n6: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@4 6, 7@4 7
n7: 1@1 1, 2@1 2, 3@1 3, 4@2 4, 5@2 5, 6@2 6, 7@3 7, 8@3 8, 9@3 9, 10@3 10, 11@3 11

# c and d know more than the candidate and refuse; a, b, e and f are enough.
campaign 1
settle
log
---
campaign 1
  election timer ran out
  * role follower → candidate, term 7 → 8, vote nobody → n1
  → n2 once stored: term 8: asks for a vote, log ends at 10@6
  → n3 once stored: term 8: asks for a vote, log ends at 10@6
  → n4 once stored: term 8: asks for a vote, log ends at 10@6
  → n5 once stored: term 8: asks for a vote, log ends at 10@6
  → n6 once stored: term 8: asks for a vote, log ends at 10@6
  → n7 once stored: term 8: asks for a vote, log ends at 10@6
n1 writes term 8, vote n1, commit 0
  → n2: term 8: asks for a vote, log ends at 10@6
  → n3: term 8: asks for a vote, log ends at 10@6
  → n4: term 8: asks for a vote, log ends at 10@6
  → n5: term 8: asks for a vote, log ends at 10@6
  → n6: term 8: asks for a vote, log ends at 10@6
  → n7: term 8: asks for a vote, log ends at 10@6
  gave n1 its vote of term 8
  counts vote of n1: yes
n2 ← n1: term 8: asks for a vote, log ends at 10@6
  * term 7 → 8, vote nobody → n1
  → n1 once stored: term 8: gives a vote
n3 ← n1: term 8: asks for a vote, log ends at 10@6
  * term 7 → 8, vote nobody → n1
  → n1 once stored: term 8: gives a vote
n4 ← n1: term 8: asks for a vote, log ends at 10@6
  no vote for n1: its log is behind
  * term 7 → 8
  → n1 once stored: term 8: refuses a vote
n5 ← n1: term 8: asks for a vote, log ends at 10@6
  no vote for n1: its log is behind
  * term 7 → 8
  → n1 once stored: term 8: refuses a vote
n6 ← n1: term 8: asks for a vote, log ends at 10@6
  * term 7 → 8, vote nobody → n1
  → n1 once stored: term 8: gives a vote
n7 ← n1: term 8: asks for a vote, log ends at 10@6
  * term 7 → 8, vote nobody → n1
  → n1 once stored: term 8: gives a vote
n2 writes term 8, vote n1, commit 0
  → n1: term 8: gives a vote
  gave n1 its vote of term 8
n3 writes term 8, vote n1, commit 0
  → n1: term 8: gives a vote
  gave n1 its vote of term 8
n4 writes term 8, vote nobody, commit 0
  → n1: term 8: refuses a vote
n5 writes term 8, vote nobody, commit 0
  → n1: term 8: refuses a vote
n6 writes term 8, vote n1, commit 0
  → n1: term 8: gives a vote
  gave n1 its vote of term 8
n7 writes term 8, vote n1, commit 0
  → n1: term 8: gives a vote
  gave n1 its vote of term 8
n1 ← n2: term 8: gives a vote
  counts vote of n2: yes
n1 ← n3: term 8: gives a vote
  counts vote of n3: yes
n1 ← n4: term 8: refuses a vote
  counts vote of n4: no
n1 ← n5: term 8: refuses a vote
  counts vote of n5: no
n1 ← n6: term 8: gives a vote
  counts vote of n6: yes
  appends 11@8
  * role candidate → leader, leader nobody → n1, log 1 to 10@6 → 1 to 11@8
  * of n2 probe 0/11 paused told 0
  * of n3 probe 0/11 paused told 0
  * of n4 probe 0/11 paused told 0
  * of n5 probe 0/11 paused told 0
  * of n6 probe 0/11 paused told 0
  * of n7 probe 0/11 paused told 0
  → n2: term 8: append after 10@6: 11@8 no-op; commit 0
  → n3: term 8: append after 10@6: 11@8 no-op; commit 0
  → n4: term 8: append after 10@6: 11@8 no-op; commit 0
  → n5: term 8: append after 10@6: 11@8 no-op; commit 0
  → n6: term 8: append after 10@6: 11@8 no-op; commit 0
  → n7: term 8: append after 10@6: 11@8 no-op; commit 0
n1 ← n7: term 8: gives a vote
n1 writes 11@8 no-op
  * stored 10 → 11
n2 ← n1: term 8: append after 10@6: 11@8 no-op; commit 0
  * leader nobody → n1
  → n1: term 8: rejected after 10, try 9@6
n3 ← n1: term 8: append after 10@6: 11@8 no-op; commit 0
  * leader nobody → n1
  → n1: term 8: rejected after 10, try 4@4
n4 ← n1: term 8: append after 10@6: 11@8 no-op; commit 0
  cuts its log from 11
  appends 11@8
  * leader nobody → n1, log 1 to 11@6 → 1 to 11@8, stored 11 → 10
  → n1 once stored: term 8: accepted up to 11
n5 ← n1: term 8: append after 10@6: 11@8 no-op; commit 0
  cuts its log from 11
  appends 11@8
  * leader nobody → n1, log 1 to 12@7 → 1 to 11@8, stored 12 → 10
  → n1 once stored: term 8: accepted up to 11
n6 ← n1: term 8: append after 10@6: 11@8 no-op; commit 0
  * leader nobody → n1
  → n1: term 8: rejected after 10, try 7@4
n7 ← n1: term 8: append after 10@6: 11@8 no-op; commit 0
  * leader nobody → n1
  → n1: term 8: rejected after 10, try 10@3
n4 writes 11@8 no-op
  → n1: term 8: accepted up to 11
  * stored 10 → 11
n5 writes 11@8 no-op
  → n1: term 8: accepted up to 11
  * stored 10 → 11
n1 ← n2: term 8: rejected after 10, try 9@6
  * of n2 probe 0/10 paused told 0 heard
  → n2: term 8: append after 9@6: 10@6 10, 11@8 no-op; commit 0
n1 ← n3: term 8: rejected after 10, try 4@4
  * of n3 probe 0/5 paused told 0 heard
  → n3: term 8: append after 4@4: 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op; commit 0
n1 ← n4: term 8: accepted up to 11
  * of n4 replicate 11/12 told 0 heard
n1 ← n5: term 8: accepted up to 11
  * of n5 replicate 11/12 told 0 heard
n1 ← n6: term 8: rejected after 10, try 7@4
  * of n6 probe 0/6 paused told 0 heard
  → n6: term 8: append after 5@4: 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op; commit 0
n1 ← n7: term 8: rejected after 10, try 10@3
  * of n7 probe 0/4 paused told 0 heard
  → n7: term 8: append after 3@1: 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op; commit 0
n2 ← n1: term 8: append after 9@6: 10@6 10, 11@8 no-op; commit 0
  appends 10@6
  appends 11@8
  * log 1 to 9@6 → 1 to 11@8
  → n1 once stored: term 8: accepted up to 11
n3 ← n1: term 8: append after 4@4: 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op; commit 0
  appends 5@4
  appends 6@5
  appends 7@5
  appends 8@6
  appends 9@6
  appends 10@6
  appends 11@8
  * log 1 to 4@4 → 1 to 11@8
  → n1 once stored: term 8: accepted up to 11
n6 ← n1: term 8: append after 5@4: 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op; commit 0
  cuts its log from 6
  appends 6@5
  appends 7@5
  appends 8@6
  appends 9@6
  appends 10@6
  appends 11@8
  * log 1 to 7@4 → 1 to 11@8, stored 7 → 5
  → n1 once stored: term 8: accepted up to 11
n7 ← n1: term 8: append after 3@1: 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op; commit 0
  cuts its log from 4
  appends 4@4
  appends 5@4
  appends 6@5
  appends 7@5
  appends 8@6
  appends 9@6
  appends 10@6
  appends 11@8
  * log 1 to 11@3 → 1 to 11@8, stored 11 → 3
  → n1 once stored: term 8: accepted up to 11
n2 writes 10@6 10, 11@8 no-op
  → n1: term 8: accepted up to 11
  * stored 9 → 11
n3 writes 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
  → n1: term 8: accepted up to 11
  * stored 4 → 11
n6 writes 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
  → n1: term 8: accepted up to 11
  * stored 5 → 11
n7 writes 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
  → n1: term 8: accepted up to 11
  * stored 3 → 11
n1 ← n2: term 8: accepted up to 11
  * commit 0 → 11
  * of n2 replicate 11/12 told 11 heard
  * of n4 replicate 11/12 told 11 heard
  * of n5 replicate 11/12 told 11 heard
  → n2: term 8: append after 11@8: nothing; commit 11
  → n4: term 8: append after 11@8: nothing; commit 11
  → n5: term 8: append after 11@8: nothing; commit 11
n1 ← n3: term 8: accepted up to 11
  * of n3 replicate 11/12 told 11 heard
  → n3: term 8: append after 11@8: nothing; commit 11
n1 ← n6: term 8: accepted up to 11
  * of n6 replicate 11/12 told 11 heard
  → n6: term 8: append after 11@8: nothing; commit 11
n1 ← n7: term 8: accepted up to 11
  * of n7 replicate 11/12 told 11 heard
  → n7: term 8: append after 11@8: nothing; commit 11
n1 writes term 8, vote n1, commit 11 (no sync)
n1 applies 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
  * applied 0 → 11
n2 ← n1: term 8: append after 11@8: nothing; commit 11
  * commit 0 → 11
  → n1 once stored: term 8: accepted up to 11
n3 ← n1: term 8: append after 11@8: nothing; commit 11
  * commit 0 → 11
  → n1 once stored: term 8: accepted up to 11
n4 ← n1: term 8: append after 11@8: nothing; commit 11
  * commit 0 → 11
  → n1 once stored: term 8: accepted up to 11
n5 ← n1: term 8: append after 11@8: nothing; commit 11
  * commit 0 → 11
  → n1 once stored: term 8: accepted up to 11
n6 ← n1: term 8: append after 11@8: nothing; commit 11
  * commit 0 → 11
  → n1 once stored: term 8: accepted up to 11
n7 ← n1: term 8: append after 11@8: nothing; commit 11
  * commit 0 → 11
  → n1 once stored: term 8: accepted up to 11
n2 writes term 8, vote n1, commit 11 (no sync)
  → n1: term 8: accepted up to 11
n2 applies 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
  * applied 0 → 11
n3 writes term 8, vote n1, commit 11 (no sync)
  → n1: term 8: accepted up to 11
n3 applies 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
  * applied 0 → 11
n4 writes term 8, vote nobody, commit 11 (no sync)
  → n1: term 8: accepted up to 11
n4 applies 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
  * applied 0 → 11
n5 writes term 8, vote nobody, commit 11 (no sync)
  → n1: term 8: accepted up to 11
n5 applies 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
  * applied 0 → 11
n6 writes term 8, vote n1, commit 11 (no sync)
  → n1: term 8: accepted up to 11
n6 applies 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
  * applied 0 → 11
n7 writes term 8, vote n1, commit 11 (no sync)
  → n1: term 8: accepted up to 11
n7 applies 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
  * applied 0 → 11
n1 ← n2: term 8: accepted up to 11
n1 ← n3: term 8: accepted up to 11
n1 ← n4: term 8: accepted up to 11
n1 ← n5: term 8: accepted up to 11
n1 ← n6: term 8: accepted up to 11
n1 ← n7: term 8: accepted up to 11
n1: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
n2: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
n3: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
n4: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
n5: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
n6: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
n7: 1@1 1, 2@1 2, 3@1 3, 4@4 4, 5@4 5, 6@5 6, 7@5 7, 8@6 8, 9@6 9, 10@6 10, 11@8 no-op
